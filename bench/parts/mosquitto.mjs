import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { freePort, sleep } from './workplace.mjs';

/** Where the broker is installed; undefined where it is not. */
export function findMosquitto() {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/sbin',
  ];
  return folders.map((folder) => join(folder, 'mosquitto')).find((path) => existsSync(path));
}

/** A Mosquitto of its own on a free port, with TCP_NODELAY, without persistence. */
export async function startMosquitto(workplace) {
  const port = await freePort();
  const config = workplace.path('mosquitto.conf');
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\npersistence false\nlog_type error\n`,
  );
  const child = workplace.own(spawn(findMosquitto(), ['-c', config], { stdio: 'ignore' }));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for (let tries = 100; !(await answers(port)); tries -= 1) {
    if (tries === 0 || child.exitCode !== null) throw new Error('Mosquitto does not answer');
    await sleep(20);
  }
  return {
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
