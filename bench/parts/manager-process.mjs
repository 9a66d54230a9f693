import { spawn } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT, within } from './workplace.mjs';

const START_MS = 30_000;
const STOP_MS = 15_000;

/**
 * Starts the `manager` command and resolves when all modules are ready. `readyMs` is the time from before the process is
 * spawned to the line ALL_MODULES_STARTED on the status fifo.
 */
export async function startManager(
  workplace,
  { config, prefix, isolation, broker, port = 0, program, args: more = [] },
) {
  const path = workplace.fifo();
  // opened for both directions, so that the pipe has a reader before the manager and no end of file after it
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const lines = createInterface({ input: new Socket({ fd: descriptor, readable: true, writable: false }) });
  const args = [
    ...[
      '--config',
      config,
      '--isolation',
      isolation,
      '--broker',
      broker,
      '--status-fifo',
      path,
      '--log-level',
      'error',
    ],
    ...['--graceful-shutdown', ...(prefix === undefined ? [] : ['--prefix', prefix]), ...more],
  ];
  let errors = '';
  const started = performance.now();
  const child = workplace.own(
    spawn(...(program === undefined ? [join(ROOT, 'bin/manager'), args] : [process.execPath, [program, ...args]]), {
      cwd: workplace.folder,
      env: { ...process.env, MQTT_SERVER_ADDRESS: '127.0.0.1', MQTT_SERVER_PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe', ...(program === undefined ? [] : ['ipc'])],
    }),
  );
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = `${errors}${text}`.slice(-2000)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await within(STOP_MS, 'the end of the manager', ended).catch(() => child.kill('SIGKILL'));
    lines.close();
    lines.input?.destroy();
  };
  const ready = new Promise((resolve, reject) => {
    lines.on('line', (line) => line === 'ALL_MODULES_STARTED' && resolve(performance.now() - started));
    void ended.then((code) => reject(new Error(`the manager ended with status ${code}: ${lastLine(errors)}`)));
  });
  try {
    return { child, readyMs: await within(START_MS, 'the start', ready), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The message of the last log line, which tells why the manager gave up. */
function lastLine(text) {
  const line = text.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line).msg;
  } catch {
    return line;
  }
}
