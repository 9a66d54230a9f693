import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort, Program, temporaryFolder } from '../support/manager-process.js';
import { Mosquitto, mosquittoMissing } from '../support/mosquitto-broker.js';
import { RawMqtt } from '../support/raw-mqtt.js';
import { StatusPipe } from '../support/status-pipe.js';
import { interopPrefix, PythonProgram, python, pythonMissing } from './python.js';

const skipped = pythonMissing() ?? mosquittoMissing();
const withPython = skipped === undefined ? describe : describe.skip;
const title = (text: string): string => (skipped === undefined ? text : `${text} (skipped: ${skipped})`);

interface Run {
  readonly broker: 'embedded' | 'mosquitto';
  readonly version: 4 | 5;
  /** Who starts the module. */
  readonly starts: 'standalone' | 'manager';
}

let folder: ReturnType<typeof temporaryFolder>;
let manager: Program | undefined;
let meter: PythonProgram | undefined;
let spy: RawMqtt | undefined;
let mosquitto: Mosquitto | undefined;
let pipe: StatusPipe;

beforeEach(() => {
  folder = temporaryFolder();
  pipe = new StatusPipe(join(folder.path, 'status'));
});

afterEach(async () => {
  await spy?.close();
  await meter?.close();
  manager?.kill('SIGKILL');
  await manager?.exited;
  await mosquitto?.close();
  pipe.close();
  folder.remove();
  manager = meter = spy = mosquitto = undefined;
});

function writeConfiguration(settings: object, starts: Run['starts']): string {
  const slot = (module_id: string) => [{ module_id, implementation_id: 'main' }];
  const file = join(folder.path, 'interop.yaml');
  const active_modules = {
    display: { module: 'InteropDisplay', connections: { meters: slot('meter') } },
    meter: {
      module: 'PeerMeter',
      standalone: starts === 'standalone',
      mapping: { module: { evse: 1 } },
      connections: { display: slot('display') },
    },
  };
  writeFileSync(
    file,
    JSON.stringify({
      settings: { forward_exceptions: true, mqtt_external_prefix: 'ext_', ...settings },
      active_modules,
    }),
  );
  return file;
}

/** Starts the system with its meter; resolves with what the meter has seen. */
async function run({ broker, version, starts }: Run, settings: object = {}): Promise<Record<string, unknown>> {
  if (broker === 'mosquitto') mosquitto = await Mosquitto.start();
  const port = mosquitto?.port ?? (await freePort());
  const config = writeConfiguration(settings, starts);
  const args = ['--prefix', interopPrefix, '--config', config, '--status-fifo', pipe.path, '--graceful-shutdown'];
  const kind = broker === 'mosquitto' ? 'external' : 'embedded';
  manager = new Program('manager', [...args, '--broker', kind], {
    MQTT_SERVER_ADDRESS: '127.0.0.1',
    MQTT_SERVER_PORT: String(port),
    EV_MQTT_VERSION: String(version),
    PYTHONDONTWRITEBYTECODE: '1',
    PATH: `/usr/bin:${process.env['PATH'] ?? ''}`,
  });
  spy = await RawMqtt.connect(port);
  if (starts === 'standalone') {
    await pipe.until('WAITING_FOR_STANDALONE_MODULES');
    meter = new PythonProgram(join(interopPrefix, 'modules/PeerMeter/module.py'), [], {
      EV_MODULE: 'meter',
      EV_MQTT_EVEREST_PREFIX: 'everest/',
      EV_MQTT_EXTERNAL_PREFIX: 'ext_',
      EV_MQTT_BROKER_HOST: '127.0.0.1',
      EV_MQTT_BROKER_PORT: String(port),
      EV_MQTT_VERSION: String(version),
    });
  }
  const failed = manager.exited.then(() => Promise.reject(new Error(`the manager has ended:\n${manager?.stderr}`)));
  const told = await Promise.race([spy.until(({ topic }) => topic === 'ext_interop/result'), failed]);
  return told.payload as Record<string, unknown>;
}

const display = 'everest/modules/display/impl/main/var/heard';

/** Waits until the display tells of having heard this. */
async function hears(part: string): Promise<void> {
  await spy?.until(({ topic, text }) => topic === display && text.includes(part));
}

/** What the display has heard, in order. */
function heard(): unknown[] {
  return (spy?.seen ?? [])
    .filter(({ topic }) => topic === display)
    .map(({ payload }) => (payload as { data: { data: unknown } }).data.data);
}

const everything: readonly Run[] = [
  { broker: 'embedded', version: 5, starts: 'standalone' },
  { broker: 'embedded', version: 4, starts: 'manager' },
  { broker: 'mosquitto', version: 5, starts: 'manager' },
  { broker: 'mosquitto', version: 4, starts: 'standalone' },
];

withPython(title('compatibility-contract.md §4 · a module written in Python'), () => {
  test.each(everything)('broker $broker, MQTT $version, started by $starts: all is to the letter', async (how) => {
    const seen = await run(how);

    expect(seen['problems']).toEqual([]);
    expect(seen['module']).toEqual({
      module_name: 'PeerMeter',
      module_id: 'meter',
      standalone: how.starts === 'standalone',
    });
    expect(seen['before_ready']).toBe(true);
    expect(seen['show']).toBe(true);
    expect(seen['show_late']).toBe(false);
    expect([seen['clear_null'], seen['clear_empty'], seen['extra']]).toEqual([null, null, true]);
    expect(seen['failures']).toEqual(
      Object.fromEntries(
        ['MessageParsingError', 'SchemaValidationError', 'HandlerException', 'CmdTimeout', 'Shutdown', 'NotReady'].map(
          (kind) => [kind, [kind, `as told: ${kind}`]],
        ),
      ),
    );
    expect(seen['thrown']).toEqual(['HandlerException', 'as told']);
    expect(seen['wrong']).toEqual(['MessageParsingError', expect.stringContaining('"page"')]);
    expect(seen['missing']).toEqual(['MessageParsingError', 'argument "title" is missing']);
    expect(seen['pages']).toEqual([7, 700, 8]);
    expect(seen['gain']).toMatchObject({ type: 'Value', data: { name: 'gain', value: 500 } });
    expect(seen['denied']).toBe('AccessDenied');
  });

  test('its errors, variables and answers reach our module as it sent them', async () => {
    const seen = await run({ broker: 'embedded', version: 5, starts: 'standalone' });
    await hears('"cleared"');
    await hears('"Unheard"');
    await hears('7200.5');

    expect(seen['raised']).toEqual(['interop/Overheat', 'coil', 'Active', 'High', expect.any(String)]);
    expect(seen['cleared']).toEqual([
      'interop/Overheat',
      'coil',
      'ClearedByModule',
      'High',
      (seen['raised'] as unknown[])[4],
    ]);
    const all = heard();
    expect(all).toContainEqual({ set_limit: { value: { status: 'ok' } } });
    expect(all).toContainEqual({ reset: { value: null } });
    expect(all).toContainEqual({ reading: { power_W: 7200.5 }, members: ['power_W'] });
    expect(all).toContainEqual({ raised: ['interop/NoData', 'line', 'nothing'] });
    expect(all).toContainEqual({ cleared: 'interop/NoData', active: 0 });
  });

  test('framework.md §36.6 · what it leaves null counts as left out, and a reading without its value is dropped', async () => {
    await run({ broker: 'embedded', version: 5, starts: 'standalone' });
    await hears('"more"');

    const readings = heard().filter((what) => typeof what === 'object' && what !== null && 'reading' in what);
    expect(readings).toEqual([
      { reading: { power_W: 7200.5 }, members: ['power_W'] },
      { reading: { power_W: 10 }, members: ['power_W'] },
      { reading: { power_W: 11, more: [1] }, members: ['more', 'power_W'] },
    ]);
  });

  test('framework.md §17.2 · each type of error result becomes its own class for our caller', async () => {
    await run({ broker: 'embedded', version: 5, starts: 'standalone' });
    await hears('"Unheard"');

    const failures = heard().filter((what) => typeof what === 'object' && what !== null && 'fail' in what);
    expect(failures.map((failure) => (Object.values(failure as object) as unknown[]).slice(0, 2))).toEqual([
      ['MessageParsingError', 'ArgumentsUnreadable'],
      ['SchemaValidationError', 'ArgumentsInvalid'],
      ['HandlerException', 'HandlerFailed'],
      ['CmdTimeout', 'CommandTimeout'],
      ['Shutdown', 'ModuleShuttingDown'],
      ['NotReady', 'ModuleNotReady'],
      ['Unheard', 'HandlerFailed'],
    ]);
  });

  test('framework.md §10, §16.1 · with validate_schema it gets types and schemas, and is refused by validation', async () => {
    const seen = await run({ broker: 'embedded', version: 5, starts: 'manager' }, { validate_schema: true });

    expect(seen['problems']).toEqual([]);
    expect(seen['types']).toContain('/interop');
    expect(seen['wrong']).toEqual(['SchemaValidationError', expect.stringContaining('"page"')]);
  });

  test('framework.md §20 · it is told to shut down, and the system ends in order', async () => {
    await run({ broker: 'embedded', version: 5, starts: 'manager' });

    const code = await manager?.stop();

    expect([code, pipe.lines.includes('ALL_MODULES_STOPPED_CLEAN')]).toEqual([0, true]);
  });
});

test('the interoperability tests run where Python and its MQTT client are installed', () => {
  expect(pythonMissing() === undefined).toBe(python !== undefined);
});
