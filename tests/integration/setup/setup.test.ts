import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const scripts = join(import.meta.dirname, '../../../scripts');
/** No process has this id: Linux and macOS give smaller ones. */
const DEAD_PID = 2 ** 30;
let root: string;

/** Stands in for npm, tsc and the generator: each notes its call and leaves the files that the real one leaves. */
const npm = `
  const fs = require('node:fs');
  fs.appendFileSync('calls', 'npm ' + process.argv.slice(2, 3) + '\\n');
  fs.cpSync('tools', 'node_modules', { recursive: true });`;
const tsc = `
  const fs = require('node:fs');
  const project = process.argv[3];
  fs.appendFileSync('calls', project + '\\n');
  if (fs.existsSync('broken')) { console.log('a.ts(1,1): error TS1: broken'); process.exit(2); }
  fs.mkdirSync('dist/codegen', { recursive: true });
  const info = JSON.stringify({ fileNames: ['../codegen/generate-cli.ts', '../node_modules/x.d.ts'] });
  if (project === 'tsconfig.build.json') {
    fs.writeFileSync('dist/.tsbuildinfo', info);
  } else {
    fs.writeFileSync('dist/.tsbuildinfo-codegen', info);
    fs.copyFileSync('codegen/generate-cli.ts', 'dist/codegen/generate-cli.js');
  }`;
const generator = `
  import fs from 'node:fs';
  fs.appendFileSync('calls', 'generate\\n');
  fs.mkdirSync('generated', { recursive: true });
  fs.writeFileSync('generated/a.ts', fs.readFileSync('types/a.yaml'));`;

const bundle = `
  import fs from 'node:fs';
  fs.appendFileSync('calls', 'bundle\\n');
  fs.mkdirSync('dist/bundle/manager', { recursive: true });
  fs.copyFileSync('manager/compile-declarations.ts', 'dist/bundle/manager/compile-declarations.js');`;
const declarations = `
  import fs from 'node:fs';
  fs.appendFileSync('calls', 'declarations\\n');
  fs.writeFileSync('dist/declarations.json', fs.readFileSync('types/a.yaml'));`;
/** Writes the schemas for editors, which follow from the declarations as well. */
const everest = `
  const file = process.argv.at(-1);
  import('node:fs').then((fs) => {
    fs.mkdirSync(file.slice(0, file.lastIndexOf('/')), { recursive: true });
    fs.writeFileSync(file, '{}');
  });`;

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const past = new Date(Date.now() - 60_000 + text.length);
  utimesSync(file, past, past);
}

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function setup(...args: string[]): Promise<Run> {
  const env = { ...process.env, npm_execpath: join(root, 'fake/npm-cli.js') };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'scripts/setup.mjs'), ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** The calls of the tools since the last time this was asked. */
function calls(): string[] {
  const file = join(root, 'calls');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(file);
  return lines;
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'setup-'));
  cpSync(join(scripts, 'setup.mjs'), join(root, 'scripts/setup.mjs'));
  cpSync(join(scripts, 'setup'), join(root, 'scripts/setup'), { recursive: true });
  write('package.json', '{"type":"module"}');
  write('package-lock.json', '{"packages":{"":{},"node_modules/x":{"version":"1.0.0"}}}');
  write('fake/package.json', '{"type":"commonjs"}');
  write('fake/npm-cli.js', npm);
  write('tools/typescript/package.json', '{"type":"commonjs"}');
  write('tools/typescript/bin/tsc', tsc);
  write('codegen/generate-cli.ts', generator);
  write('scripts/bundle.mjs', bundle);
  write('manager/compile-declarations.ts', declarations);
  write('bin/everest.js', everest);
  write('types/a.yaml', 'a');
  write('modules/Demo/manifest.yaml', 'description: d');
  write('modules/Demo/index.ts', 'export {};');
});

afterEach(() => rmSync(root, { recursive: true }));

const everything = ['npm ci', 'tsconfig.codegen.json', 'generate', 'tsconfig.build.json', 'bundle', 'declarations'];

describe('setup of a fresh checkout', () => {
  test('installs, generates, compiles and bundles', async () => {
    const run = await setup();

    expect(run).toMatchObject({ code: 0, stdout: '' });
    expect(calls()).toEqual(everything);
  });

  test('stops at the generated types with --only generate', async () => {
    await setup('--only', 'generate');

    expect(calls()).toEqual(everything.slice(0, 3));
  });

  test('refuses another value of --only', async () => {
    const run = await setup('--only', 'lint');

    expect(run).toMatchObject({ code: 1, stderr: 'setup: --only takes "generate" or "build", not "lint"\n' });
  });

  test('shows what a tool said when it fails, and tries again the next time', async () => {
    write('broken', '');
    const failed = await setup();
    calls();
    rmSync(join(root, 'broken'));

    const repaired = await setup();

    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('a.ts(1,1): error TS1: broken\nsetup: compile the generator failed\n');
    expect(repaired.code).toBe(0);
    expect(calls()).toEqual(everything.slice(1));
  });
});

describe('setup again', () => {
  beforeEach(async () => {
    await setup();
    calls();
  });

  test('does and says nothing when nothing changed', async () => {
    const run = await setup();

    expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(calls()).toEqual([]);
  });

  test.each([
    ['a source', 'modules/Demo/index.ts', ['tsconfig.build.json', 'bundle', 'declarations']],
    ['a declaration', 'types/a.yaml', ['generate', 'tsconfig.build.json', 'declarations']],
    [
      'a source of the generator',
      'codegen/generate-cli.ts',
      ['tsconfig.codegen.json', 'generate', 'tsconfig.build.json', 'bundle', 'declarations'],
    ],
    ['a manifest', 'modules/Demo/manifest.yaml', ['generate', 'tsconfig.build.json', 'bundle', 'declarations']],
    ['a document', 'docs/a.md', []],
  ])('does only what follows from a change of %s', async (_what, file, expected) => {
    write(file, `${existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : ''}\n`);

    const run = await setup();

    expect(run.code).toBe(0);
    expect(calls()).toEqual(expected);
  });

  test('removes compiled files whose source is gone', async () => {
    write('dist/modules/Demo/old.js', '');
    write('dist/modules/Demo/index.js', '');
    write('modules/Demo/index.ts', 'export const a = 1;');

    await setup();

    expect(existsSync(join(root, 'dist/modules/Demo/old.js'))).toBe(false);
    expect(existsSync(join(root, 'dist/modules/Demo/index.js'))).toBe(true);
  });

  test('installs when the lock file asks for something else', async () => {
    write('package-lock.json', '{"packages":{"":{},"node_modules/x":{"version":"2.0.0"}}}');

    await setup();

    expect(calls()[0]).toBe('npm ci');
  });

  test('installs nothing that somebody has installed already', async () => {
    write('package-lock.json', '{"packages":{"":{},"node_modules/x":{"version":"2.0.0"}}}');
    write('node_modules/.package-lock.json', '{"packages":{"node_modules/x":{"version":"2.0.0"}}}');

    await setup();

    expect(calls()).not.toContain('npm ci');
  });
});

describe('setup at the same time', () => {
  test('is done once by two processes', async () => {
    const runs = await Promise.all([setup(), setup()]);

    expect(runs.map((run) => run.code)).toEqual([0, 0]);
    expect(calls()).toEqual(everything);
  });

  test('does not wait for a process that died', async () => {
    write('dist/.setup.lock', `${DEAD_PID} ${hostname()}`);
    utimesSync(join(root, 'dist/.setup.lock'), new Date(), new Date());

    const run = await setup();

    expect(run.code).toBe(0);
    expect(calls()).toEqual(everything);
    expect(existsSync(join(root, 'dist/.setup.lock'))).toBe(false);
  });

  test('does not wait for a process on another machine that shows no sign of life', async () => {
    write('dist/.setup.lock', '1 another-machine');

    const run = await setup();

    expect(run.code).toBe(0);
    expect(calls()).toEqual(everything);
  });
});
