import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** A program ended with an error; `output` is what it said. */
export class ProgramFailed extends Error {
  constructor(output) {
    super('program failed');
    this.output = output;
  }
}

/** Runs a Node program and gives what it printed. */
export function runNode(root, args) {
  return run(root, process.execPath, args);
}

/** npm through the file that runs us where there is one: that needs neither a shell nor a PATH. */
export function runNpm(root, args) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('npm-cli.js')) return run(root, process.execPath, [npm, ...args]);
  return run(root, 'npm', args, { shell: process.platform === 'win32' });
}

export function runTsc(root, project) {
  return runNode(root, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project]);
}

function run(root, command, args, options = {}) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => reject(new ProgramFailed(error.message)));
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new ProgramFailed(output))));
  });
}
