// Runs jest on the ES modules of this project and ends with one line "N passed, M failed".
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'everest-test-'));
const report = join(folder, 'report.json');
// what a test that fails leaves behind goes with the rest
const temporary = join(folder, 'tmp');
mkdirSync(temporary);
// some programs of the tests run as another user
chmodSync(folder, 0o755);
const jest = join(root, 'node_modules/jest/bin/jest.js');

const args = ['--experimental-vm-modules', '--no-warnings', jest, '--json', `--outputFile=${report}`];
const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, TMPDIR: temporary },
  stdio: ['inherit', 'ignore', 'inherit'],
});
child.on('exit', (code) => {
  let line = '0 passed, 1 failed';
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const skipped = numPendingTests ? `, ${numPendingTests} skipped` : '';
    line = `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed${skipped}`;
  } catch {
    // jest ended before it wrote a report: the line above says so
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(line);
  process.exitCode = code ?? 1;
});
