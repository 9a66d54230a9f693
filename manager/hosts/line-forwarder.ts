import type { Readable } from 'node:stream';

/** A line that grows longer than this is passed on in pieces, in characters. */
const MAX_LINE = 64 * 1024;

/** Passes what a stream says on, whole lines at a time, so that the lines of several processes do not mix. */
export function forwardLines(stream: Readable, write: (text: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) write(rest + text.slice(0, end));
    rest = end > 0 ? text.slice(end) : rest + text;
    if (rest.length > MAX_LINE) flush();
  });
  stream.once('close', flush);

  function flush(): void {
    if (rest !== '') write(`${rest}\n`);
    rest = '';
  }
}
