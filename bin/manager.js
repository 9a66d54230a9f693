import { setFlagsFromString } from 'node:v8';

// a young generation that does not grow: what modules allocate is short-lived, and a third of the memory is saved
setFlagsFromString('--semi-space-growth-factor=1');
// a stop that comes while the program itself is still being read is in order
const endAtOnce = () => process.exit(0);
process.on('SIGINT', endAtOnce).on('SIGTERM', endAtOnce);
const { runManager } = await import('../dist/bundle/manager/main.js');
const running = runManager(process.argv.slice(2));
process.off('SIGINT', endAtOnce).off('SIGTERM', endAtOnce);
process.exit(await running);
