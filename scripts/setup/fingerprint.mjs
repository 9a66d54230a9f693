import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** All files below the given files and folders, as sorted paths relative to `root`; missing ones are left out. */
export function listFiles(root, paths) {
  const files = [];
  const visit = (path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (stats?.isFile()) files.push(path);
    if (!stats?.isDirectory()) return;
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const child = `${path}/${entry.name}`;
      if (entry.isFile()) files.push(child);
      else visit(child);
    }
  };
  paths.forEach(visit);
  return files.sort();
}

/** Changes when a file appears, goes, or gets another size or time of modification. */
export function fingerprint(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const stats = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`${file}\0${stats?.mtimeMs}\0${stats?.size}\n`);
  }
  return hash.digest('hex');
}
