import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { plug, swipe, unplug } from '../../cli/live/control-topics.js';
import { temporaryFolder } from '../support/manager-process.js';
import { Station } from '../support/station.js';
import { linesOf, Record, requestsOf, samplesOf, untilEvent, meterPasses } from './offline-record.js';

let folder: ReturnType<typeof temporaryFolder>;
let station: Station;
let record: Record;

const booted = ['StatusNotification 0 Available', 'StatusNotification 1 Available', 'StatusNotification 2 Available'];

jest.setTimeout(60_000);

beforeEach(async () => {
  folder = temporaryFolder();
  station = await Station.start({
    ocpp: {
      Core: {
        MeterValueSampleInterval: 5,
        ClockAlignedDataInterval: 0,
        // A loaded machine may take some of these short seconds from the card to the transaction.
        ConnectionTimeOut: 300,
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

afterEach(async () => {
  await station.stop();
  folder.remove();
});

/** Loses the power, and gives the lines from the next boot to its last status; by then each transaction has ended once. */
async function loseAndBoot(whileDown: () => Promise<void> = async () => undefined): Promise<string[]> {
  await station.killAll();
  await whileDown();
  const before = record.all.length;
  await station.boot();
  await station.status(2, 'Available');
  const lines = linesOf(record.all.slice(before));
  const stopped = requestsOf(record.all, 'StopTransaction').map(({ transactionId }) => transactionId);
  const started = station.csms.transactions.all;
  expect(started.filter(({ reason }) => reason === undefined)).toEqual([]);
  expect(stopped).toEqual(started.map(({ transactionId }) => transactionId));
  return lines;
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
  const sent = samplesOf(requestsOf(record.since(), 'MeterValues'));
  const stop = requestsOf(record.all, 'StopTransaction').at(-1);
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
    'MeterValues 1 #1',
    'SecurityEventNotification',
    'StopTransaction PowerLoss #1',
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
    'MeterValues 1 #1',
    'SecurityEventNotification',
    'StopTransaction PowerLoss #1',
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
    'MeterValues 1 #1',
    'StopTransaction DEADBEEF Local #1',
    'StartTransaction 2 OFF2',
    'MeterValues 2 #2',
    'SecurityEventNotification',
    'StopTransaction PowerLoss #2',
    ...booted,
  ]);
  const [stop] = requestsOf(station.csms.messages, 'StopTransaction');
  const meterStop = Math.round(finished?.meter_value.energy_Wh_import.total ?? Number.NaN);
  expect(stop).toMatchObject({ meterStop, timestamp });
});

test('after a loss of power the station charges', async () => {
  await loseAndBoot();
  await charge();
  await station.drive(swipe('DEADBEEF', 1));
  await station.status(1, 'Finishing');
  await station.drive(unplug(1));
  await station.status(1, 'Available');
});
