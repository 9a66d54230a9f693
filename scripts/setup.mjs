// Brings a checkout to the state in which it runs: dependencies, generated types, compiled code. Does only what is missing.
// node scripts/setup.mjs [--only generate|build]     generate: no further than the generated types; build: all, as without
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`setup: Node ${process.versions.node} is too old, 20.19 or later is needed`);
  process.exitCode = 1;
} else {
  const { setup } = await import('./setup/main.mjs');
  const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
  if (!(await setup(root, process.argv.slice(2)))) process.exitCode = 1;
}
