import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// A program of an installation, `manager` or `everest`, with its arguments: without `--prefix`, the installation itself is meant.
// as in manager.js
setFlagsFromString('--semi-space-growth-factor=1');
const prefix = fileURLToPath(new URL('../../../../..', import.meta.url)).replace(/[/\\]$/, '');
const [program, ...args] = process.argv.slice(2);
process.exit(program === 'manager' ? await manager() : await everest());

async function manager() {
  const isGiven = args.some((arg) => arg === '--prefix' || arg.startsWith('--prefix='));
  const endAtOnce = () => process.exit(0);
  process.on('SIGINT', endAtOnce).on('SIGTERM', endAtOnce);
  const { runManager } = await import('../dist/bundle/manager/main.js');
  const running = runManager(isGiven ? args : ['--prefix', prefix, ...args]);
  process.off('SIGINT', endAtOnce).off('SIGTERM', endAtOnce);
  return running;
}

async function everest() {
  const { runEverest } = await import('../dist/bundle/cli/index.js');
  return runEverest(args, prefix);
}
