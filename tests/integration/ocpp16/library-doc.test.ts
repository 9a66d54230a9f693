import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { CentralSystem } from '../../../csms/index.js';
import { RealClock } from '../../../framework/clock/real-clock.js';
import { silentLogger } from '../../../lib/log/logger.js';
import type { ChargePoint } from '../../../lib/ocpp16/index.js';
import { runStation } from '../../fixtures/docs/ocpp16-library.js';
import { root } from '../../support/manager-process.js';
import { strictCentralSystem } from '../../support/central-system.js';

let csms: CentralSystem | undefined;
let station: ChargePoint | undefined;
let folder = '';

afterEach(async () => {
  await station?.stop();
  await csms?.close();
  await rm(folder, { recursive: true, force: true });
});

test('docs/ocpp16-library.md has the program that is tested here, in some 40 lines', () => {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const [, program = ''] = /```ts\n([^]*?)```/.exec(read('docs/ocpp16-library.md')) ?? [];

  expect(program).toBe(read('tests/fixtures/docs/ocpp16-library.ts'));
  expect(program.trimEnd().split('\n').length).toBeLessThanOrEqual(45);
});

test('docs/ocpp16-library.md · the program charges on behalf of a central system', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ocpp16-doc-'));
  csms = await strictCentralSystem({ clock: new RealClock(), log: silentLogger, port: 0 });
  const sample = JSON.parse(readFileSync(join(root, 'config/modules/OCPP/config.json'), 'utf8')) as Record<
    string,
    Record<string, unknown>
  >;
  sample['Internal'] = { ...sample['Internal'], CentralSystemURI: csms.url, ChargePointId: 'cp001' };
  sample['Security'] = { SecurityProfile: 0 };
  await writeFile(join(folder, 'config.json'), JSON.stringify(sample));
  const relays: [number, boolean][] = [];

  station = await runStation(folder, {
    setRelay: (connectorId, isClosed) => relays.push([connectorId, isClosed]),
    energyWh: () => 1000 + 500 * relays.length,
  });
  await csms.next('BootNotification');
  await csms.next('StatusNotification', {
    where: ({ payload }) => (payload as { connectorId: number }).connectorId === 1,
  });
  await csms.call('cp001', 'RemoteStartTransaction', { idTag: 'DEADBEEF', connectorId: 1 });
  const started = await csms.next('StartTransaction');
  await csms.next('StatusNotification', {
    where: ({ payload }) => (payload as { status: string }).status === 'Charging',
  });
  const [{ transactionId } = { transactionId: -1 }] = csms.transactions.all;
  await csms.call('cp001', 'RemoteStopTransaction', { transactionId });
  const stopped = await csms.next('StopTransaction');

  expect(started.payload).toMatchObject({ connectorId: 1, idTag: 'DEADBEEF', meterStart: 1000 });
  expect(stopped.payload).toMatchObject({ transactionId, reason: 'Remote', meterStop: 2000 });
  expect(relays).toEqual([
    [1, true],
    [1, false],
  ]);
});
