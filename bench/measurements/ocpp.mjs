import { fork } from 'node:child_process';
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
const PROFILES = 100;
/** A day from one end to the other with as many profiles as `prepare` has set; slower, so with fewer calls. */
const COMPOSITE = {
  action: 'GetCompositeSchedule',
  name: `GetCompositeSchedule of a day, ${PROFILES} profiles`,
  payload: { connectorId: 1, duration: 86_400 },
  prepare: Array.from({ length: PROFILES }, (_, index) => ({
    action: 'SetChargingProfile',
    payload: { connectorId: 1, csChargingProfiles: profile(index) },
  })),
  share: 0.1,
};
const TRANSPORTS = [
  { key: 'memory', name: 'without I/O', budget: BUDGET_MS, calls: [...CALLS, COMPOSITE] },
  { key: 'websocket', name: 'WebSocket on loopback', calls: CALLS },
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

async function measureStation(workplace, { key, name, budget, calls: asked }, { rounds, calls, warmUp }) {
  const folder = workplace.path('charge-point');
  mkdirSync(folder, { recursive: true });
  const station = workplace.own(fork(join(ROOT, 'bench/programs/charge-point.mjs'), [folder, key]));
  const rows = [];
  try {
    await next(station, 'the boot of the station');
    for (const call of asked) {
      const times = await callInRounds(station, call, { rounds, calls, warmUp });
      const of = (share) => times.map((round) => percentile(round, share));
      rows.push(
        row(`${call.name ?? call.action}, ${name}: p50`, of(0.5), {
          unit: 'ms',
          digits: 3,
          ...(budget !== undefined && call.prepare === undefined && { budget }),
        }),
      );
      rows.push(row(`${call.name ?? call.action}, ${name}: p99`, of(0.99), { unit: 'ms', digits: 3 }));
    }
  } finally {
    if (station.connected) station.disconnect();
  }
  return rows;
}

async function callInRounds(station, { action, payload, prepare = [], share = 1 }, { rounds, calls, warmUp }) {
  for (const preparation of prepare) await ask(station, preparation, 1);
  const times = [];
  for (const count of [warmUp, ...Array(rounds).fill(calls)]) {
    times.push(await ask(station, { action, payload }, Math.ceil(count * share)));
  }
  return times.slice(1);
}

/** Lets the central system in the process make `count` calls; resolves with the time each took. */
async function ask(station, call, count) {
  const answered = next(station, `the calls of ${call.action}`);
  station.send({ ...call, count });
  return (await answered).times;
}

/** Daily profiles of different stack levels, each with its own hours, so that many of them decide at some time of the day. */
function profile(index) {
  const hour = (index * 7) % 23;
  return {
    chargingProfileId: index + 1,
    stackLevel: index,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Recurring',
    recurrencyKind: 'Daily',
    chargingSchedule: {
      startSchedule: `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`,
      duration: 3_600,
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 6 + (index % 10) },
        { startPeriod: 1_800, limit: 16 + (index % 10) },
      ],
    },
  };
}

/** The next message of the process; rejects when it ends instead. */
export async function next(child, what, patienceMs = ANSWER_MS) {
  let heard;
  let ended;
  const message = new Promise((resolve, reject) => {
    heard = resolve;
    ended = (code) => reject(new Error(`the process ended with status ${code} before ${what}`));
    child.once('message', heard).once('exit', ended);
  });
  try {
    return await within(patienceMs, what, message);
  } finally {
    child.off('message', heard).off('exit', ended);
  }
}
