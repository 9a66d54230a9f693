import { startManager } from '../parts/manager-process.mjs';
import { findMosquitto, startMosquitto } from '../parts/mosquitto.mjs';
import { missing, row } from '../parts/table.mjs';

const BUDGET_MS = { shared: 800, none: 500 };

/** From the start of the process to the moment in which all modules are ready. */
export async function measureStart({ workplace, quick, stations, log }) {
  const runs = quick ? 2 : 5;
  const rows = [];
  for (const { file, modules } of [stations.three, stations.two]) {
    for (const isolation of ['shared', 'none', 'module']) {
      const what = `${modules} modules, embedded broker, ${isolation}`;
      const isHeld = modules >= 24 && isolation !== 'module';
      if (isolation === 'module' && (modules < 24 || quick)) continue;
      log(what);
      rows.push(
        await startSeveral(workplace, what, isolation === 'module' ? 2 : runs, {
          start: { config: file, isolation, broker: 'embedded' },
          budget: isHeld ? BUDGET_MS[isolation] : undefined,
        }),
      );
    }
  }
  rows.push(...(await withMosquitto(workplace, stations.three, runs, log)));
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
