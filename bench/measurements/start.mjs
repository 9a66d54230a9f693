import { startManager } from '../parts/manager-process.mjs';
import { findMosquitto, startMosquitto } from '../parts/mosquitto.mjs';
import { missing, row } from '../parts/table.mjs';

const BUDGET_MS = { shared: 800, none: 500 };
const SERIES = [
  { station: 'three', isolation: 'shared', runs: 7 },
  { station: 'three', isolation: 'none', runs: 7 },
  { station: 'three', isolation: 'module', runs: 1 },
  { station: 'two', isolation: 'shared', runs: 3 },
  { station: 'two', isolation: 'none', runs: 3 },
];

/** From the start of the process to the moment in which all modules are ready. */
export async function measureStart({ workplace, quick, stations, log }) {
  const rows = [];
  for (const { station, isolation, runs } of SERIES) {
    const { file, modules } = stations[station];
    const what = `${modules} modules, embedded broker, ${isolation}`;
    const isHeld = station === 'three' && isolation in BUDGET_MS;
    log(what);
    const start = { config: file, isolation, broker: 'embedded' };
    const budget = isHeld ? BUDGET_MS[isolation] : undefined;
    rows.push(await startSeveral(workplace, what, quick ? 1 : runs, { start, budget }));
  }
  rows.push(...(await withMosquitto(workplace, stations.three, quick ? 1 : 3, log)));
  return {
    title: 'Start to ready',
    rows,
    notes: ['From before the process is spawned to ALL_MODULES_STARTED on the status fifo.'],
  };
}

async function withMosquitto(workplace, { file, modules }, runs, log) {
  const rows = [];
  for (const isolation of ['shared', 'none']) {
    const what = `${modules} modules, Mosquitto, ${isolation}`;
    if (findMosquitto() === undefined) {
      rows.push(missing(what, 'not installed'));
      continue;
    }
    log(what);
    const broker = await startMosquitto(workplace);
    rows.push(
      await startSeveral(workplace, what, runs, {
        start: { config: file, isolation, broker: 'external', port: broker.port },
      }),
    );
    await broker.stop();
  }
  return rows;
}

async function startSeveral(workplace, what, runs, { start, budget }) {
  const times = [];
  try {
    while (times.length < runs) {
      const manager = await startManager(workplace, start);
      times.push(manager.readyMs);
      await manager.stop();
    }
  } catch (error) {
    return missing(what, error.message);
  }
  return row(what, times, { unit: 'ms', digits: 0, ...(budget !== undefined && { budget }) });
}
