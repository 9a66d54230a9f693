// A charge point that comes back with a full queue: node replay.mjs <folder> <messages>. Tells its parent how long that took.
import { join } from 'node:path';
import { RealClock } from '../../dist/framework/clock/index.js';
import { silentLogger } from '../../dist/lib/log/logger.js';
import { ChargePoint, loadConfiguration } from '../../dist/lib/ocpp16/index.js';
import { openChargePointStore } from '../../dist/lib/ocpp16/store/index.js';
import { CentralSystem, MemoryTransport } from '../parts/central-system.mjs';
import { writeChargePointFile } from '../parts/charge-point-file.mjs';

const [folder, messages] = process.argv.slice(2);
const wanted = Number(messages);
/** Messages of a session: its start, its samples, its end. */
const SESSION = 100;
const clock = new RealClock();

/** Sessions that took place while there was no central system. */
async function fillQueue() {
  const store = await openChargePointStore(join(folder, 'replay.db'), { clock });
  const timestamp = new Date().toISOString();
  store.transaction(() => {
    for (let number = 0; number < wanted; number += 1) {
      const startReference = `start-${Math.floor(number / SESSION)}`;
      const stored = { ...messageOf(number % SESSION, timestamp), timestamp };
      const isStart = stored.action === 'StartTransaction';
      store.messages.insert('transaction', {
        ...stored,
        reference: isStart ? startReference : `message-${number}`,
        ...(!isStart && { startReference }),
      });
    }
  });
  store.close();
}

function messageOf(place, timestamp) {
  if (place === 0) {
    return { action: 'StartTransaction', payload: { connectorId: 1, idTag: 'BENCH', meterStart: 0, timestamp } };
  }
  if (place === SESSION - 1) {
    return { action: 'StopTransaction', payload: { transactionId: -1, meterStop: place, timestamp, reason: 'Local' } };
  }
  const sampledValue = [{ value: `${place}.00`, measurand: 'Energy.Active.Import.Register', unit: 'Wh' }];
  return { action: 'MeterValues', payload: { connectorId: 1, meterValue: [{ timestamp, sampledValue }] } };
}

function replayed(csms) {
  const actions = ['StartTransaction', 'MeterValues', 'StopTransaction'];
  return actions.reduce((sum, action) => sum + (csms.received.get(action) ?? 0), 0);
}

await fillQueue();
const configuration = await loadConfiguration({
  ...writeChargePointFile(folder, 'replay', 'ws://127.0.0.1:1/'),
  log: silentLogger,
  clock,
});
const csms = new CentralSystem();
const station = new ChargePoint({
  ...{ configuration, database: folder, clock, random: Math.random, log: silentLogger },
  callbacks: { pauseCharging: () => true, stopTransaction: () => true, provideToken: () => undefined },
  createTransport: () => new MemoryTransport(csms),
});
const begin = performance.now();
await station.init();
const loadedMs = performance.now() - begin;
await station.start();
while (replayed(csms) < wanted) await clock.sleep(1);
const replayedMs = performance.now() - begin - loadedMs;
await station.stop();
process.send({ loadedMs, replayedMs });
process.disconnect();
