import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SUBFOLDERS = ['types', 'interfaces', 'modules'];
const MARK = '// Generated from ';

export interface Written {
  readonly written: number;
  readonly removed: number;
}

/** Makes the folder hold exactly these files: unchanged ones keep their time stamp, earlier output that is not among them goes. */
export function writeOutput(folder: string, files: ReadonlyMap<string, string>): Written {
  let written = 0;
  for (const [path, content] of files) {
    const file = join(folder, path);
    if (readText(file) === content) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    written++;
  }
  const stale = existingOutput(folder).filter((path) => !files.has(path));
  for (const path of stale) rmSync(join(folder, path));
  return { written, removed: stale.length };
}

/** Only files that carry the generator's first line: nobody else's file is ever removed. */
function existingOutput(folder: string): string[] {
  return SUBFOLDERS.flatMap((sub) =>
    listFolder(join(folder, sub))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${sub}/${name}`),
  ).filter((path) => readText(join(folder, path))?.startsWith(MARK) === true);
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
