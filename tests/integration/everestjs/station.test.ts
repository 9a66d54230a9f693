import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort, Program, temporaryFolder } from '../../support/manager-process.js';
import { Mosquitto, mosquittoMissing } from '../../support/mosquitto-broker.js';
import { RawMqtt, type Seen } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';
import { jsPrefix } from './js-process.js';

/* A station of our modules with board, car and token provider as everestjs modules of 2023, all started by the manager. */

const missing = mosquittoMissing();
const sessionEvents = 'everest/modules/evse/impl/evse/var/session_event';

let folder: ReturnType<typeof temporaryFolder>;
let pipe: StatusPipe;
let broker: Mosquitto | undefined;
let manager: Program | undefined;
let spy: RawMqtt | undefined;

beforeEach(() => {
  folder = temporaryFolder();
  pipe = new StatusPipe(join(folder.path, 'status'));
});

afterEach(async () => {
  await spy?.close();
  manager?.kill('SIGKILL');
  await manager?.exited;
  await broker?.close();
  [spy, manager, broker] = [undefined, undefined, undefined];
  pipe.close();
  folder.remove();
});

async function start(...args: string[]): Promise<{ program: Program; bus: RawMqtt }> {
  const port = broker?.port ?? (await freePort());
  const mode = broker === undefined ? 'embedded' : 'external';
  const common = ['--prefix', jsPrefix, '--config', 'js-station', '--status-fifo', pipe.path, '--broker', mode];
  const program = new Program('manager', [...common, ...args], {
    MQTT_SERVER_ADDRESS: '127.0.0.1',
    MQTT_SERVER_PORT: String(port),
  });
  manager = program;
  // before the modules, so that nothing they say is missed
  const bus = await RawMqtt.connect(port);
  spy = bus;
  await Promise.race([
    bus.until(({ topic }) => topic === 'js/car/state'),
    program.exited.then(() => Promise.reject(new Error(`the manager has ended:\n${program.stderr}`))),
  ]);
  return { program, bus };
}

async function done(bus: RawMqtt, action: string): Promise<Seen> {
  return bus.until(({ topic, text }) => topic === 'js/car/done' && text === action);
}

function events(bus: RawMqtt): string[] {
  return bus.seen
    .filter(({ topic }) => topic === sessionEvents)
    .map(({ payload }) => (payload as { data: { data: { event: string } } }).data.data.event);
}

async function charge(): Promise<void> {
  const { program, bus } = await start('--graceful-shutdown');

  await bus.publish('js/car/execute', 'plugin;draw_power;wait_for_power;note;tell;unplug');
  await done(bus, 'unplug');
  await bus.until(({ topic, text }) => topic === sessionEvents && text.includes('"SessionFinished"'));

  expect(events(bus)).toEqual(
    expect.arrayContaining([
      'SessionStarted',
      'Authorized',
      'TransactionStarted',
      'ChargingStarted',
      'TransactionFinished',
    ]),
  );
  const diary = await bus.until(({ topic }) => topic === 'js/car/diary');
  expect(diary.payload).toEqual([
    { powered: true, step: 3 },
    { powered: true, step: 3 },
  ]);
  const telemetry = await bus.until(({ topic }) => topic === 'telemetry/livedata/7/car');
  expect(telemetry).toMatchObject({ qos: 0, payload: { powered: true, pages: 2, connector_id: 7, type: 'car' } });

  program.kill('SIGINT');
  await bus.until(({ topic }) => topic === 'js/car/bye');
  expect((await program.exited).code).toBe(0);
  await pipe.until('ALL_MODULES_STOPPED_CLEAN');
}

describe('framework.md §26 · everestjs modules beside ours', () => {
  test('a complete charging session, and a shutdown in order', async () => {
    await charge();
  });

  (missing === undefined ? test : test.skip)(
    `the same over Mosquitto${missing === undefined ? '' : ` (${missing})`}`,
    async () => {
      broker = await Mosquitto.start();
      await charge();
    },
  );

  test('the two remote sides of the car are served: commands of its interface', async () => {
    const { bus } = await start();
    const command = 'everest/modules/car/impl/main/cmd';

    await bus.publish(`${command}/enable`, {
      msg_type: 'Cmd',
      data: { id: '1', args: { value: true }, origin: 'spy' },
    });
    await bus.publish(`${command}/execute_charging_session`, {
      msg_type: 'Cmd',
      data: { id: '2', args: { value: 'note;fly' }, origin: 'spy' },
    });
    await done(bus, 'note');

    const answers = bus.seen.filter(({ topic }) => topic.endsWith('/response/spy')).map(({ payload }) => payload);
    expect(answers).toEqual(
      ['1', '2'].map((id) => ({
        msg_type: 'CmdResult',
        data: { type: 'result', data: { id, origin: 'car', retval: null } },
      })),
    );
    expect(bus.seen.find(({ topic }) => topic === 'everest/modules/car/impl/main/var/enabled')?.payload).toEqual({
      msg_type: 'Var',
      data: { data: true },
    });
    expect(manager?.stderr).toContain('unknown actions: ');
  });

  test('an error that a board raises and clears reaches EvseManager', async () => {
    const { bus } = await start();
    const type = 'evse_board_support/MREC17EVSEContactorFault';

    await bus.publish('js/board/fault', 'fault');
    const raised = await bus.until(({ topic }) => topic === `everest/modules/board/impl/board/error/${type}`);
    await bus.until(({ topic }) => topic.startsWith('everest/modules/evse/impl/evse/error/'));
    await bus.publish('js/board/fault', 'gone');
    const cleared = await bus.until(({ text }) => text.includes('ClearedByModule') && text.includes(type));

    expect(raised.payload).toMatchObject({
      msg_type: 'RaiseError',
      data: {
        type,
        message: 'contactor is welded',
        severity: 'High',
        origin: { module_id: 'board', implementation_id: 'board', mapping: { evse: 1 } },
      },
    });
    expect((cleared.payload as { data: { uuid: string } }).data.uuid).toBe(
      (raised.payload as { data: { uuid: string } }).data.uuid,
    );
  });
});

test('--log-level counts for everestjs modules, too', async () => {
  const { program, bus } = await start('--log-level', 'debug');

  await bus.publish('js/car/execute', 'plugin');

  await program.until(({ stderr }) => /"level":20,.*"msg":"session event /.test(stderr));
  program.kill('SIGINT');
  expect((await program.exited).code).toBe(0);
}, 30_000);
