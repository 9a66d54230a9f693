// A day of charging, faster: node scripts/soak.mjs [hours] [time scale], by default 24 and 600, which takes 3 minutes.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [hours = '24', scale = '600'] = process.argv.slice(2);
if (!(Number(hours) > 0 && Number(scale) > 0)) {
  console.error('usage: npm run soak [-- <hours> <time scale>]');
  process.exit(2);
}
const args = [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  '--forceExit',
  'tests/e2e/day.test.ts',
];
const child = spawn(process.execPath, args, {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, EVEREST_SOAK_HOURS: hours, EVEREST_SOAK_SCALE: scale },
  stdio: 'inherit',
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
