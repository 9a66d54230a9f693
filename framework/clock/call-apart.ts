/** What it throws ends the process as in a timer of its own, and keeps nobody else from being called. */
export function callApart(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    setImmediate(() => {
      throw error;
    });
  }
}
