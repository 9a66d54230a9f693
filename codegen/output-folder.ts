import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { changesFor, readText, type FileChange } from './changes.js';

const SUBFOLDERS = ['types', 'interfaces', 'modules'];
const MARK = '// Generated from ';

/** What makes the folder hold exactly these files: unchanged ones keep their time stamp, earlier output that is not among them goes. */
export function outputChanges(folder: string, files: ReadonlyMap<string, string>): FileChange[] {
  const wanted = [...files].map(([path, content]) => [join(folder, path), content] as const);
  const stale = existingOutput(folder).filter(({ path }) => !files.has(path));
  return [...changesFor(wanted), ...stale.map(({ path, before }) => ({ file: join(folder, path), before }))];
}

/** Only files that carry the generator's first line: nobody else's file is ever removed. */
function existingOutput(folder: string): { path: string; before: string }[] {
  return SUBFOLDERS.flatMap((sub) =>
    listFolder(join(folder, sub))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ path: `${sub}/${name}`, before: readText(join(folder, sub, name)) ?? '' })),
  ).filter(({ before }) => before.startsWith(MARK));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
