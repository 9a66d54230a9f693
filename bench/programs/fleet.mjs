// Many charge points in one process: node --expose-gc fleet.mjs <folder> <count>. Tells its parent what they need, in bytes.
import { RealClock } from '../../dist/framework/clock/index.js';
import { silentLogger } from '../../dist/lib/log/logger.js';
import { ChargePoint, loadConfiguration } from '../../dist/lib/ocpp16/index.js';
import { CentralSystem, MemoryTransport } from '../parts/central-system.mjs';
import { writeChargePointFile } from '../parts/charge-point-file.mjs';

const [folder, count] = process.argv.slice(2);
const clock = new RealClock();

async function addStation(identity) {
  const csms = new CentralSystem();
  const configuration = await loadConfiguration({
    ...writeChargePointFile(folder, identity, 'ws://127.0.0.1:1/'),
    log: silentLogger,
    clock,
  });
  const station = new ChargePoint({
    ...{ configuration, database: folder, clock, random: Math.random, log: silentLogger },
    callbacks: { pauseCharging: () => true, stopTransaction: () => true, provideToken: () => undefined },
    createTransport: () => new MemoryTransport(csms),
  });
  await station.start();
  const timestamp = new Date().toISOString();
  station.onTransactionStarted({ connectorId: 1, sessionId: 's', idTag: 'BENCH', meterStartWh: 0, timestamp });
  await csms.booted;
  return station;
}

async function memory() {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc();
    await clock.sleep(200);
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed };
}

// The first one brings the code and the database engine into memory.
const stations = [await addStation('first')];
const one = await memory();
for (let number = 0; number < Number(count); number += 1) stations.push(await addStation(`fleet-${number}`));
const all = await memory();
process.send({ one, all });
for (const station of stations) await station.stop();
process.disconnect();
