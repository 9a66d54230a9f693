import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { plug, swipe } from '../../cli/live/control-topics.js';
import { temporaryFolder } from '../support/manager-process.js';
import { Station } from '../support/station.js';
import { linesOf, Record, requestsOf, samplesOf, untilEvent, meterPasses } from './offline-record.js';

/** One station that loses its power again and again; transaction ids go on counting. */
const folder = temporaryFolder();
let station: Station;
let record: Record;

const booted = ['StatusNotification 0 Available', 'StatusNotification 1 Available', 'StatusNotification 2 Available'];

jest.setTimeout(60_000);

beforeAll(async () => {
  station = await Station.start({
    ocpp: {
      Core: {
        MeterValueSampleInterval: 5,
        ClockAlignedDataInterval: 0,
        // A loaded machine may be late with a pong when its seconds are short.
        WebSocketPingInterval: 0,
        AllowOfflineTxForUnknownId: true,
        TransactionMessageAttempts: 5,
      },
    },
    args: ['--time-scale', '5'],
    csms: { stateFile: join(folder.path, 'csms.json') },
  });
  record = new Record(station);
  await station.status(2, 'Available');
});

afterEach(() => {
  record.since();
});

afterAll(async () => {
  await station.stop();
  folder.remove();
});

/** Loses the power, and gives the lines from the next boot to its last status. */
async function loseAndBoot(whileDown: () => Promise<void> = async () => undefined): Promise<string[]> {
  await station.killAll();
  await whileDown();
  const before = record.all.length;
  await station.boot();
  await station.status(2, 'Available');
  return linesOf(record.all.slice(before));
}

async function charge(): Promise<void> {
  await station.drive(plug(1, '16,3'));
  await station.status(1, 'Preparing');
  await station.drive(swipe('DEADBEEF', 1));
  await station.status(1, 'Charging');
}

async function chargeOffline(evse: number, token: string): Promise<void> {
  await untilEvent(station, evse, 'SessionStarted', () => station.drive(plug(evse, '16,3')));
  await untilEvent(station, evse, 'ChargingStarted', () => station.drive(swipe(token, evse)));
}

test('idle: a new start like the first, whatever the killed one has left', async () => {
  expect(await loseAndBoot()).toEqual(['BootNotification', 'SecurityEventNotification', ...booted]);
});

test('in a transaction: PowerLoss with the energy of the last sample', async () => {
  await charge();
  await station.nextEnergyWh();

  const lines = await loseAndBoot();

  // The sample on the way may or may not have been answered.
  expect(lines.filter((line) => !line.startsWith('MeterValues'))).toEqual([
    'BootNotification',
    'SecurityEventNotification',
    'StopTransaction PowerLoss #1',
    ...booted,
  ]);
  const sent = samplesOf(requestsOf(record.all, 'MeterValues'));
  const [stop] = requestsOf(record.all, 'StopTransaction');
  expect(stop?.meterStop).toBe(sent.at(-1)?.energyWh);
  expect(samplesOf([{ meterValue: stop?.transactionData ?? [] }]).at(-1)).toEqual(sent.at(-1));
});

test('before StartTransaction was answered: it is sent again, and its id is used', async () => {
  const undo = station.csms.answer('StartTransaction', () => ({ silence: true }));
  await station.drive(plug(1, '16,3'));
  await station.status(1, 'Preparing');
  await station.drive(swipe('DEADBEEF', 1));
  await meterPasses(station, 1, 7);
  const [sent] = requestsOf(record.since(), 'StartTransaction');

  const lines = await loseAndBoot(async () => undo());

  expect(lines).toEqual([
    'BootNotification',
    'StartTransaction 1 DEADBEEF',
    'MeterValues 1 #2',
    'SecurityEventNotification',
    'StopTransaction PowerLoss #2',
    ...booted,
  ]);
  expect(requestsOf(record.all, 'StartTransaction').at(-1)).toEqual(sent);
});

test('in a transaction that the central system has not heard of: start, samples and stop follow', async () => {
  await record.closeCsms();
  await chargeOffline(1, 'OFF1');
  await meterPasses(station, 1, 7);

  const lines = await loseAndBoot(() => record.reopenCsms());

  expect(lines).toEqual([
    'BootNotification',
    'StartTransaction 1 OFF1',
    'MeterValues 1 #3',
    'SecurityEventNotification',
    'StopTransaction PowerLoss #3',
    ...booted,
  ]);
});

test('with a stop that waits and a second transaction: the real stop comes first, PowerLoss for the other', async () => {
  await charge();
  await record.closeCsms();
  await meterPasses(station, 1, 7);
  const { transaction_finished: finished, timestamp } = await untilEvent(station, 1, 'TransactionFinished', () =>
    station.drive(swipe('DEADBEEF', 1)),
  );
  await chargeOffline(2, 'OFF2');

  const lines = await loseAndBoot(() => record.reopenCsms());

  expect(lines).toEqual([
    'BootNotification',
    'MeterValues 1 #4',
    'StopTransaction DEADBEEF Local #4',
    'StartTransaction 2 OFF2',
    'MeterValues 2 #5',
    'SecurityEventNotification',
    'StopTransaction PowerLoss #5',
    ...booted,
  ]);
  const [stop] = requestsOf(station.csms.messages, 'StopTransaction');
  const meterStop = Math.round(finished?.meter_value.energy_Wh_import.total ?? Number.NaN);
  expect(stop).toMatchObject({ meterStop, timestamp });
});

test('after all this every transaction has ended once, and the station charges', async () => {
  const started = station.csms.transactions.all;
  expect(started.map(({ transactionId, reason }) => [transactionId, reason])).toEqual([
    [1, 'PowerLoss'],
    [2, 'PowerLoss'],
    [3, 'PowerLoss'],
    [4, 'Local'],
    [5, 'PowerLoss'],
  ]);
  expect(requestsOf(record.all, 'StopTransaction').map(({ transactionId }) => transactionId)).toEqual([1, 2, 3, 4, 5]);
  await charge();
});
