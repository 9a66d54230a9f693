import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Files that make a module folder outside the repository a package of its own. */
export function packageFiles(name: string, folder: string, packageRoot: string): Map<string, string> {
  return new Map([
    ['package.json', packageJson(name, folder, packageRoot)],
    ['tsconfig.json', tsconfig],
    ['.gitignore', 'node_modules/\ngenerated/\n*.js\n'],
  ]);
}

/** The module is compiled in place: the manager looks for `index.js` beside `manifest.yaml`. */
const tsconfig = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023'],
      types: ['node'],
      module: 'nodenext',
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      rootDir: '.',
    },
    include: ['*.ts'],
  },
  undefined,
  2,
)}\n`;

function packageJson(name: string, folder: string, packageRoot: string): string {
  const own = readPackage(packageRoot);
  const content = {
    name: name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase(),
    version: '0.1.0',
    private: true,
    type: 'module',
    imports: { '#generated/*': { types: './generated/*.ts' } },
    scripts: {
      build: 'everest generate --module-dir . && tsc',
      test: 'npm run build && node --test',
    },
    dependencies: { 'everest-ts': dependency(own.version, folder, packageRoot) },
    devDependencies: pick(own.devDependencies, ['@types/node', 'typescript']),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** A checkout is depended on by its path, an installed package by its version. */
function dependency(version: string, folder: string, packageRoot: string): string {
  if (packageRoot.split(sep).includes('node_modules')) return `^${version}`;
  return `file:${relative(folder, packageRoot).split(sep).join('/')}`;
}

interface PackageContent {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function readPackage(packageRoot: string): PackageContent {
  return JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as PackageContent;
}

function pick(versions: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, versions[name] ?? '*']));
}
