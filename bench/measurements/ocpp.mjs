import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { percentile } from '../parts/percentile.mjs';
import { missing, row } from '../parts/table.mjs';
import { ROOT, within } from '../parts/workplace.mjs';

const BUDGET_MS = 1;
const ANSWER_MS = 30_000;
const CALLS = [
  { action: 'GetConfiguration', payload: { key: ['HeartbeatInterval'] } },
  { action: 'TriggerMessage', payload: { requestedMessage: 'Heartbeat' } },
];
const TRANSPORTS = [
  { key: 'memory', name: 'without I/O', budget: BUDGET_MS },
  { key: 'websocket', name: 'WebSocket on loopback' },
];

/** From a CALL of the central system to the answer of the charge point. */
export async function measureOcpp({ workplace, quick, log }) {
  const runs = quick ? { rounds: 3, calls: 200, warmUp: 200 } : { rounds: 9, calls: 500, warmUp: 1000 };
  const rows = [];
  for (const transport of TRANSPORTS) {
    log(transport.name);
    try {
      rows.push(...(await measureStation(workplace, transport, runs)));
    } catch (error) {
      rows.push(missing(transport.name, error.message));
    }
  }
  return {
    title: 'OCPP call answered by the charge point',
    rows,
    notes: [
      `${runs.rounds} rounds of ${runs.calls} calls, one after the other; central system and station in one process.`,
    ],
  };
}

async function measureStation(workplace, { key, name, budget }, { rounds, calls, warmUp }) {
  const folder = workplace.path('charge-point');
  mkdirSync(folder);
  const station = workplace.own(fork(join(ROOT, 'bench/programs/charge-point.mjs'), [folder, key]));
  const rows = [];
  try {
    await next(station, 'the boot of the station');
    for (const call of CALLS) {
      const times = await callInRounds(station, call, { rounds, calls, warmUp });
      const of = (share) => times.map((round) => percentile(round, share));
      rows.push(
        row(`${call.action}, ${name}: p50`, of(0.5), {
          unit: 'ms',
          digits: 3,
          ...(budget !== undefined && { budget }),
        }),
      );
      rows.push(row(`${call.action}, ${name}: p99`, of(0.99), { unit: 'ms', digits: 3 }));
    }
  } finally {
    if (station.connected) station.disconnect();
  }
  return rows;
}

async function callInRounds(station, call, { rounds, calls, warmUp }) {
  const times = [];
  for (const count of [warmUp, ...Array(rounds).fill(calls)]) {
    const answered = next(station, `the calls of ${call.action}`);
    station.send({ ...call, count });
    times.push((await answered).times);
  }
  return times.slice(1);
}

/** The next message of the process; rejects when it ends instead. */
async function next(child, what) {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the process ended with status ${code} before ${what}`);
  });
  const [message] = await within(ANSWER_MS, what, Promise.race([once(child, 'message'), ended]));
  return message;
}
