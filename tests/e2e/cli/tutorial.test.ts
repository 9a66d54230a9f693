import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort, root, temporaryFolder } from '../../support/manager-process.js';
import { tutorialSteps, type Step } from './tutorial-steps.js';

let home: ReturnType<typeof temporaryFolder>;
let reader: Reader;

beforeEach(async () => {
  home = temporaryFolder();
  reader = new Reader(home.path, await freePort());
});

afterEach(async () => {
  await reader.stop();
  home.remove();
});

/** Does what a tutorial says, as somebody who reads it does. */
class Reader {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  #output = '';
  #background: ChildProcess | undefined;
  #backgroundOutput = '';
  #heard: () => void = () => undefined;

  constructor(folder: string, mqttPort: number) {
    this.#folder = folder;
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#env = { ...env, MQTT_SERVER_ADDRESS: '127.0.0.1', MQTT_SERVER_PORT: String(mqttPort) };
  }

  async follow({ action, detail, text, line }: Step): Promise<void> {
    const actions: Record<string, () => Promise<void> | void> = {
      network: () => this.#install(),
      file: () => this.#write(detail, text),
      replace: () => this.#replace(detail, text),
      run: () => this.#run(text),
      output: () =>
        text
          .trimEnd()
          .split('\n')
          .forEach((wanted) => expect(this.#output).toContain(wanted)),
      background: () => this.#start(text, detail),
      'background-says': () => this.#hear(detail),
    };
    const act = actions[action];
    if (act === undefined) throw new Error(`line ${line}: nobody knows what to do with this block (${action})`);
    await act();
  }

  async stop(): Promise<void> {
    const child = this.#background;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    process.kill(-child.pid, 'SIGINT');
    await gone;
  }

  /** What npm brings, without a registry. */
  #install(): void {
    const link = (target: string, name: string): void => {
      const file = join(this.#folder, 'node_modules', name);
      mkdirSync(dirname(file), { recursive: true });
      symlinkSync(target, file);
    };
    link(root, 'everest-ts');
    link(join(root, 'node_modules/typescript'), 'typescript');
    link(join(root, 'node_modules/@types/node'), '@types/node');
    link('../everest-ts/bin/everest.js', '.bin/everest');
    link('../typescript/bin/tsc', '.bin/tsc');
    this.#write('package.json', '{ "name": "garage", "private": true }\n');
  }

  #write(path: string, text: string): void {
    const file = join(this.#folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** The lines with a minus become those with a plus. */
  #replace(path: string, diff: string): void {
    const side = (sign: string): string =>
      diff
        .split('\n')
        .filter((line) => line.startsWith(sign))
        .map((line) => line.slice(1))
        .join('\n');
    const before = readFileSync(join(this.#folder, path), 'utf8');
    expect(before).toContain(side('-'));
    this.#write(path, before.replace(side('-'), side('+')));
  }

  async #run(script: string): Promise<void> {
    this.#output = '';
    const child = this.#spawn(script, (text) => (this.#output += text));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0)
      throw new Error(`${script} ended with ${String(code)}:\n${this.#output}\n${this.#backgroundOutput}`);
  }

  async #start(script: string, until: string): Promise<void> {
    this.#background = this.#spawn(script, (text) => {
      this.#backgroundOutput += text;
      this.#heard();
    });
    this.#background.once('close', () => this.#heard());
    await this.#hear(until);
  }

  async #hear(wanted: string): Promise<void> {
    while (!this.#backgroundOutput.includes(wanted)) {
      if (this.#background?.exitCode !== null) throw new Error(`it ended:\n${this.#backgroundOutput}`);
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  #spawn(script: string, hear: (text: string) => void): ChildProcess {
    const child = spawn('sh', ['-e', '-c', script], {
      cwd: this.#folder,
      env: this.#env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    return child;
  }
}

test('docs/tutorials/first-module.md does what it says, from the first block to the last', async () => {
  const steps = tutorialSteps(readFileSync(join(root, 'docs/tutorials/first-module.md'), 'utf8'));

  for (const step of steps) await reader.follow(step);

  expect(steps.length).toBeGreaterThan(10);
}, 120_000);
