import { createRequire } from 'node:module';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import type TypeScript from 'typescript';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';

export type Transpiled =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problems: readonly string[] };

/** Takes the types out of a file; what is no TypeScript is told with its place. */
export type Transpile = (file: string, text: string) => Transpiled;

class NoCompiler extends EverestError {
  constructor(folder: string) {
    super(
      'CFG_NO_COMPILER',
      `${folder} is written in TypeScript, and there is no compiler; install one there with npm install -D typescript`,
    );
  }
}

/** The compiler of the module's own package, or of the folder that one works in; else what newer releases of Node can do. */
export function findTranspiler(folder: string): Transpile {
  const typescript = findTypeScript(folder);
  if (typescript !== undefined) return (file, text) => withTypeScript(typescript, file, text);
  const strip = (nodeModule as { stripTypeScriptTypes?: (text: string) => string }).stripTypeScriptTypes;
  if (strip === undefined) throw new NoCompiler(folder);
  return (file, text) => {
    try {
      return { ok: true, text: strip(text) };
    } catch (error) {
      return { ok: false, problems: [`${file}: ${errorText(error)}`] };
    }
  };
}

/** The file of TypeScript's command line for a module folder. */
export function findTsc(folder: string): string | undefined {
  return resolveFrom(folder, 'typescript/bin/tsc');
}

function findTypeScript(folder: string): typeof TypeScript | undefined {
  const file = resolveFrom(folder, 'typescript');
  return file === undefined ? undefined : (createRequire(import.meta.url)(file) as typeof TypeScript);
}

function resolveFrom(folder: string, specifier: string): string | undefined {
  for (const place of [folder, process.cwd()]) {
    try {
      return createRequire(join(place, 'package.json')).resolve(specifier);
    } catch {
      // not there: the next place may have it
    }
  }
  return undefined;
}

function withTypeScript(ts: typeof TypeScript, file: string, text: string): Transpiled {
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      inlineSourceMap: true,
      inlineSources: true,
    },
  });
  if (diagnostics.length === 0) return { ok: true, text: outputText };
  const problems = diagnostics.map(({ file: source, start, messageText }) => {
    const at = source?.getLineAndCharacterOfPosition(start ?? 0);
    const place = at === undefined ? file : `${file}:${at.line + 1}:${at.character + 1}`;
    return `${place} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  return { ok: false, problems };
}
