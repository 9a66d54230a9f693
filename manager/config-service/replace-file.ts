import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a file as a whole: a crash leaves the old or the new content. What a link points to is replaced, not the link. */
export function replaceFile(path: string, text: string): void {
  const file = existsSync(path) ? realpathSync(path) : path;
  const temporary = `${file}.${process.pid}.new`;
  try {
    const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o644;
    withDescriptor(openSync(temporary, 'w', mode), (descriptor) => {
      // Unlike writeSync it fails when the medium takes a part only.
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  // the new name is on the medium too
  withDescriptor(openSync(dirname(file), 'r'), fsyncSync);
}

function withDescriptor(descriptor: number, use: (descriptor: number) => void): void {
  try {
    use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
