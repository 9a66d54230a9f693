import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { missing, row } from '../parts/table.mjs';
import { ROOT } from '../parts/workplace.mjs';
import { next } from './ocpp.mjs';

const MESSAGES = 10_000;
const STATIONS = 100;
const MIB = 2 ** 20;

/** What a full message queue costs in time, and what many charge points cost in memory. */
export async function measureStations({ workplace, quick, log }) {
  const tables = [];
  for (const measure of [measureReplay, measureFleet]) tables.push(await measure({ workplace, quick, log }));
  return tables;
}

async function measureReplay({ workplace, quick, log }) {
  const results = [];
  const title = 'Queue of transaction messages after an absence of the central system';
  const what = `${MESSAGES.toLocaleString('en-US')} messages`;
  for (let run = 0; run < (quick ? 1 : 3); run += 1) {
    log(`replay, run ${run + 1}`);
    try {
      results.push(await runProgram(workplace, 'replay', String(MESSAGES), `replay-${run}`));
    } catch (error) {
      return { title, rows: [missing(what, error.message)] };
    }
  }
  const of = (member) => results.map((result) => result[member] / 1000);
  return {
    title,
    rows: [
      row(`${what} read from the database at the start`, of('loadedMs'), { unit: 's' }),
      row(`${what} delivered and deleted`, of('replayedMs'), { unit: 's' }),
      row(
        'messages per second',
        results.map(({ replayedMs }) => (MESSAGES * 1000) / replayedMs),
        { unit: '1/s', digits: 0 },
      ),
    ],
    notes: [
      'Sessions of a start, 98 samples and a stop, without I/O but that of the database; each answer is on disk before the next CALL.',
    ],
  };
}

async function measureFleet({ workplace, log }) {
  log(`${STATIONS} charge points`);
  const title = `${STATIONS} charge points in one process`;
  try {
    const { one, all } = await runProgram(workplace, 'fleet', String(STATIONS), 'fleet');
    const rows = [
      row(`one charge point, whole process`, [one.rss / MIB], { unit: 'MB', digits: 1 }),
      row(`${STATIONS + 1} charge points, whole process`, [all.rss / MIB], { unit: 'MB', digits: 1 }),
      row('each further one', [(all.rss - one.rss) / MIB / STATIONS], { unit: 'MB' }),
      row('each further one, JavaScript objects', [(all.heapUsed - one.heapUsed) / MIB / STATIONS], { unit: 'MB' }),
    ];
    return {
      title,
      rows,
      notes: ['Resident set after garbage collection; booted, with a database file and a transaction each.'],
    };
  } catch (error) {
    return { title, rows: [missing(title, error.message)] };
  }
}

async function runProgram(workplace, name, argument, folderName) {
  const folder = workplace.path(folderName);
  mkdirSync(folder, { recursive: true });
  const program = join(ROOT, `bench/programs/${name}.mjs`);
  const child = workplace.own(fork(program, [folder, argument], { execArgv: ['--expose-gc', '--no-warnings'] }));
  return next(child, `the end of ${name}`, 180_000);
}
