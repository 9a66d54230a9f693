import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RealClock } from '../clock/real-clock.js';
import { ThreadLink } from './core-link.js';
import { CoreUnavailable } from './errors.js';
import { createEverestjs, type Everestjs } from './index.js';
import { writeStderr } from './log-lines.js';

/** everestjs for this process. `threadScript` runs core-thread.ts; how a process ends is the caller's affair. */
export function everestjsOf(threadScript: URL, exit: (code: number) => void): Everestjs {
  const clock = new RealClock();
  return createEverestjs({
    environment: process.env,
    clock,
    write: writeStderr,
    pretty: process.stderr.isTTY,
    openLink: (options) => {
      // a worker whose script is missing says so only when this thread does not sleep
      if (!existsSync(threadScript))
        throw new CoreUnavailable(`${fileURLToPath(threadScript)} is missing, build the package`);
      return new ThreadLink(threadScript, options, clock);
    },
    exit,
    crash: (error) =>
      process.nextTick(() => {
        throw error;
      }),
  });
}
