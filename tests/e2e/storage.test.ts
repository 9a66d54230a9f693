import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plug, swipe, unplug } from '../../cli/live/control-topics.js';
import { Program } from '../support/manager-process.js';
import { Station } from '../support/station.js';
import { requestsOf, untilEvent } from './offline-record.js';

const reason = whyNoMounts();
const withMounts = reason === undefined ? describe : describe.skip;
const title = (text: string): string => (reason === undefined ? text : `${text} (skipped: ${reason})`);

jest.setTimeout(60_000);

let station: Station | undefined;
const mounts: string[] = [];

afterEach(async () => {
  await station?.bus?.close();
  await station?.manager?.stop();
  for (const path of mounts.splice(0)) execFileSync('umount', ['-l', path]);
  await station?.stop();
  station = undefined;
});

/** A station whose PersistentStore has a folder of its own. Nothing runs but the central system. */
async function prepare(): Promise<Station> {
  const prepared = await Station.prepare({
    ocpp: { Core: { MeterValueSampleInterval: 5, ClockAlignedDataInterval: 0, WebSocketPingInterval: 0 } },
    args: ['--time-scale', '5'],
  });
  const configFile = join(prepared.folder, 'config.yaml');
  const text = readFileSync(configFile, 'utf8').replaceAll(
    join(prepared.folder, 'store.db'),
    join(prepared.folder, 'store/store.db'),
  );
  writeFileSync(configFile, text);
  for (const name of ['store', 'ocpp-database']) mkdirSync(join(prepared.folder, name));
  station = prepared;
  return prepared;
}

/** How the manager ends, and the errors that it logged. */
async function failedStart({ folder, mqttPort }: Station): Promise<{ code: number | null; errors: LogLine[] }> {
  const manager = new Program('manager', ['--config', join(folder, 'config.yaml'), '--broker', 'embedded'], {
    MQTT_SERVER_ADDRESS: '127.0.0.1',
    MQTT_SERVER_PORT: String(mqttPort),
  });
  const { code } = await manager.exited;
  return { code, errors: errorsOf(manager) };
}

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

function errorsOf({ stderr }: Program): LogLine[] {
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as LogLine).filter(({ level }) => level >= 50);
}

function mount(path: string, sizeKb: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'tmpfs', path]);
  mounts.push(path);
}

function fill(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'fill'), Buffer.alloc(Number(bavail) * Number(bsize)));
}

function whyNoMounts(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may mount';
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this machine lets nobody mount';
  }
}

const databases = [
  ['the charge point', 'ocpp-database', 'cp001.db'],
  ['the persistent store', 'store', 'store.db'],
] as const;

describe.each(databases)('the database of %s', (_owner, folderName, fileName) => {
  test('is no database: the station does not start, says which file it is, and leaves it alone', async () => {
    const { folder } = await prepare();
    const file = join(folder, folderName, fileName);
    writeFileSync(file, 'This is a letter to my aunt, which is longer than the head of a database file.'.repeat(9));

    const { code, errors } = await failedStart(station as Station);

    expect(code).toBe(1);
    expect(errors.at(-1)).toMatchObject({ msg: 'modules ended unexpectedly' });
    expect(String(errors.at(-1)?.['reason'])).toContain(`${file}: file is not a database`);
    expect(readFileSync(file, 'utf8')).toMatch(/^This is a letter/);
  });
});

withMounts(title('with file systems of their own'), () => {
  test.each([
    ...databases.map(([owner, folder]) => [owner, 'read-only', folder, /read-only file system/i] as const),
    ...databases.map(([owner, folder]) => [owner, 'full', folder, /no space left|full/i] as const),
  ])('%s on a %s disk: the station does not start and says why', async (_owner, kind, folderName, text) => {
    const { folder } = await prepare();
    const path = join(folder, folderName);
    mount(path, 16);
    if (kind === 'full') fill(path);
    else execFileSync('mount', ['-o', 'remount,ro', path]);

    const { code, errors } = await failedStart(station as Station);

    expect(code).toBe(1);
    expect(String(errors.at(-1)?.['reason'])).toContain(path);
    expect(String(errors.at(-1)?.['reason'])).toMatch(text);
  });

  test('the disk of the charge point fills up in a transaction: it is told, the central system gets all', async () => {
    const { folder } = await prepare();
    const path = join(folder, 'ocpp-database');
    mount(path, 2048);
    const running = station as Station;
    await running.boot();
    await running.status(2, 'Available');
    await running.drive(plug(1, '16,3'));
    await running.status(1, 'Preparing');
    fill(path);
    await running.drive(swipe('DEADBEEF', 1));
    await running.status(1, 'Charging');
    await running.nextEnergyWh();
    await running.drive(swipe('DEADBEEF', 1));
    await running.status(1, 'Finishing');
    await running.drive(unplug(1));
    await running.status(1, 'Available');

    const actions = running.csms.messages
      .filter(({ direction }) => direction === 'received')
      .map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['StartTransaction', 'MeterValues', 'StopTransaction']));
    const errors = errorsOf(running.manager as Program);
    expect(errors.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['could not be stored', 'messages survive no restart until the database works again']),
    );

    rmSync(join(path, 'fill'));
    const told = errorsOf(running.manager as Program).length;
    await running.drive(plug(2, '16,3'));
    await running.status(2, 'Preparing');
    await untilEvent(running, 2, 'ChargingStarted', () => running.drive(swipe('DEADBEEF', 2)));
    await running.status(2, 'Charging');
    expect(errorsOf(running.manager as Program)).toHaveLength(told);
    await running.killAll();
    await running.boot();
    await running.next('StopTransaction', ({ reason: why }) => why === 'PowerLoss');
    const stops = requestsOf(running.csms.messages, 'StopTransaction');
    expect(stops.map(({ transactionId, reason: why }) => [transactionId, why])).toEqual([
      [1, 'Local'],
      [2, 'PowerLoss'],
    ]);
  });
});
