import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { plug, swipe, unplug } from '../../cli/live/control-topics.js';
import { temporaryFolder } from '../support/manager-process.js';
import { Station } from '../support/station.js';
import {
  linesOf,
  Record,
  requestsOf,
  samplesOf,
  untilEvent,
  meterPasses,
  type SessionEvent,
} from './offline-record.js';

const timeScale = 10;
/** Seconds of the station. */
const awayS = 60;
const sampleIntervalS = 5;

const folder = temporaryFolder();
let station: Station;
let record: Record;

jest.setTimeout(60_000);

beforeAll(async () => {
  station = await Station.start({
    ocpp: {
      Core: {
        MeterValueSampleInterval: sampleIntervalS,
        ClockAlignedDataInterval: 0,
        // A loaded machine may take some of these short seconds from the card to the transaction.
        ConnectionTimeOut: 300,
        // A loaded machine may be late with a pong when its seconds are short.
        WebSocketPingInterval: 0,
        AllowOfflineTxForUnknownId: true,
        LocalAuthorizeOffline: true,
      },
      Internal: { RetryBackoffWaitMinimum: 3, RetryBackoffRandomRange: 0, RetryBackoffRepeatTimes: 3 },
    },
    args: ['--time-scale', String(timeScale)],
    csms: { stateFile: join(folder.path, 'csms.json') },
  });
  record = new Record(station);
  await station.status(2, 'Available');
});

afterAll(async () => {
  await station.stop();
  folder.remove();
});

test('a minute without the central system: sessions end and begin, and all of it arrives in order, once', async () => {
  await station.drive(plug(1, '16,3'));
  await station.status(1, 'Preparing');
  await station.drive(swipe('DEADBEEF', 1));
  await station.status(1, 'Charging');
  await station.nextEnergyWh();
  record.since();

  await record.closeCsms();
  const closedMs = Date.now();
  await meterPasses(station, 1, 3 * sampleIntervalS);
  const first = await untilEvent(station, 1, 'TransactionFinished', () => station.drive(swipe('DEADBEEF', 1)));
  await untilEvent(station, 1, 'SessionFinished', () => station.drive(unplug(1)));

  await untilEvent(station, 2, 'SessionStarted', () => station.drive(plug(2, '16,3')));
  await untilEvent(station, 2, 'TransactionStarted', () => station.drive(swipe('OFF2', 2)));
  await meterPasses(station, 2, 2 * sampleIntervalS);
  await passSince(closedMs, awayS);

  await record.reopenCsms();
  await station.status(2, 'Charging');
  const atReconnect = record.since();
  expect(linesOf(atReconnect)).toEqual([
    'MeterValues 1 #1',
    'StopTransaction DEADBEEF Local #1',
    'StartTransaction 2 OFF2',
    'MeterValues 2 #2',
    'StatusNotification 0 Available',
    'StatusNotification 1 Available',
    'StatusNotification 2 Charging',
  ]);
  await meterPasses(station, 2, 2 * sampleIntervalS);
  const second = await untilEvent(station, 2, 'TransactionFinished', () => station.drive(unplug(2)));
  await station.status(2, 'Available');
  expect(linesOf(record.since())).toEqual([
    'MeterValues 2 #2',
    'StopTransaction EVDisconnected #2',
    'StatusNotification 2 Available',
  ]);

  const stops = requestsOf(record.all, 'StopTransaction');
  expect(stops.map(({ transactionId, meterStop, timestamp }) => ({ transactionId, meterStop, timestamp }))).toEqual([
    { transactionId: 1, ...endOf(first) },
    { transactionId: 2, ...endOf(second) },
  ]);
  expect(station.csms.transactions.all.map(({ stoppedAt }) => stoppedAt === undefined)).toEqual([false, false]);
  expectAllSamples(1);
  expectAllSamples(2);
});

/** No sample is missing, doubled or out of order. */
function expectAllSamples(transactionId: number): void {
  const sent = samplesOf(
    requestsOf(record.all, 'MeterValues').filter((request) => request.transactionId === transactionId),
  );
  const [stop] = requestsOf(record.all, 'StopTransaction').filter((request) => request.transactionId === transactionId);

  // Sampling itself is late by up to a reading of the meter, which comes every second.
  const gapsS = sent.slice(1).map(({ atMs }, index) => (atMs - (sent[index]?.atMs ?? 0)) / 1000);
  expect(sent.length).toBeGreaterThanOrEqual(3);
  for (const gapS of gapsS) expect(Math.abs(gapS - sampleIntervalS)).toBeLessThanOrEqual(2);
  expect(sent.map(({ energyWh }) => energyWh)).toEqual(sent.map(({ energyWh }) => energyWh).sort((a, b) => a - b));
  expect(stop?.meterStop).toBeGreaterThanOrEqual(sent.at(-1)?.energyWh ?? Number.POSITIVE_INFINITY);
  expect(samplesOf([{ meterValue: stop?.transactionData ?? [] }])).toEqual(sent);
}

function endOf({ timestamp, transaction_finished: finished }: SessionEvent) {
  return { meterStop: Math.round(finished?.meter_value.energy_Wh_import.total ?? Number.NaN), timestamp };
}

async function passSince(startMs: number, seconds: number): Promise<void> {
  const leftMs = startMs + (seconds * 1000) / timeScale - Date.now();
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, leftMs)));
}
