let guarded = false;

/** Writes to stderr. A reader that has gone, or a medium that is full, costs lines and ends no station. */
export function writeStandardError(text: string): void {
  if (!guarded) process.stderr.on('error', () => undefined);
  guarded = true;
  try {
    process.stderr.write(text);
  } catch {
    // where stderr is a file, the stream throws
  }
}
