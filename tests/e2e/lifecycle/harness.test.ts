import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { root, temporaryFolder } from '../../support/manager-process.js';
import { Mosquitto, mosquittoMissing } from '../../support/mosquitto-broker.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';

/** A test harness that knows nothing of this manager but its command line: an installed prefix, and a broker that runs already. */

const harnessTest = mosquittoMissing() === undefined ? test : test.skip;
/** How long a harness waits for a start, in ms. */
const START_MS = 30_000;

let prefix: ReturnType<typeof temporaryFolder>;
let mosquitto: Mosquitto | undefined;

beforeAll(async () => {
  prefix = temporaryFolder();
  execFileSync(process.execPath, [join(root, 'bin/everest.js'), 'install', '--prefix', prefix.path], { stdio: 'pipe' });
  if (mosquittoMissing() === undefined) mosquitto = await Mosquitto.start();
}, 60_000);

afterAll(async () => {
  await mosquitto?.close();
  prefix.remove();
});

interface Started {
  readonly pipe: StatusPipe;
  readonly everestPrefix: string;
  stop: () => Promise<number | null>;
}

let folder: ReturnType<typeof temporaryFolder>;
const kills: (() => void)[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  kills.splice(0).forEach((kill) => kill());
  folder.remove();
});

/** Exactly the line of the harness; stdout goes to a pipe that nobody reads. */
function start(standalone: readonly string[], extra: readonly string[] = []): Started {
  const unique = Math.random().toString(36).slice(2);
  const settings = {
    mqtt_everest_prefix: `everest_${unique}`,
    mqtt_external_prefix: `external_${unique}`,
    telemetry_prefix: `telemetry_${unique}`,
    controller_port: 0,
  };
  const modules = {
    probe: { module: 'ProbeModule', connections: { test: [{ module_id: 'target', implementation_id: 'main' }] } },
    target: { module: 'TestErrorHandling' },
  };
  const active = standalone.includes('probe') ? modules : { target: modules.target };
  const config = join(folder.path, 'everest_config.yaml');
  writeFileSync(config, stringify({ settings, active_modules: active }));
  const pipe = new StatusPipe(join(folder.path, 'status.fifo'));
  const child = spawn(
    join(prefix.path, 'bin/manager'),
    [
      ...[
        '--config',
        config,
        '--db',
        join(folder.path, 'everest.db'),
        '--status-fifo',
        pipe.path,
        '--prefix',
        prefix.path,
      ],
      ...standalone.flatMap((id) => ['--standalone', id]),
      ...extra,
    ],
    {
      cwd: prefix.path,
      env: { ...process.env, MQTT_SERVER_ADDRESS: '127.0.0.1', MQTT_SERVER_PORT: String(mosquitto?.port) },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  kills.push(() => {
    child.kill('SIGKILL');
    pipe.close();
  });
  const stop = (): Promise<number | null> => {
    child.kill('SIGINT');
    return exited;
  };
  return { pipe, everestPrefix: settings.mqtt_everest_prefix, stop };
}

harnessTest(
  'framework.md §33 · the start line works as it stands, and SIGINT ends with 0',
  async () => {
    const { pipe, stop } = start([]);

    await pipe.until('ALL_MODULES_STARTED');

    expect(await stop()).toBe(0);
  },
  START_MS,
);

harnessTest(
  'framework.md §33 · with --standalone probe, which is then started by the harness',
  async () => {
    const { pipe, stop, everestPrefix } = start(['probe']);
    await pipe.until('WAITING_FOR_STANDALONE_MODULES');
    const probe = await RawMqtt.connect(mosquitto?.port ?? 0, `${everestPrefix}/#`);

    // a probe calls commands before it says that it is ready
    await probe.publish(`${everestPrefix}/modules/target/impl/main/cmd/clear_all_errors`, {
      msg_type: 'Cmd',
      data: { id: 'one', args: {}, origin: 'probe' },
    });
    const answer = await probe.until(({ topic }) => topic.endsWith('/response/probe'));
    await probe.publish(`${everestPrefix}/modules/probe/ready`, { msg_type: 'ModuleReady', data: true });
    await pipe.until('ALL_MODULES_STARTED');
    await probe.close();

    expect(answer.payload).toMatchObject({ msg_type: 'CmdResult', data: { data: { retval: null } } });
    expect(await stop()).toBe(0);
  },
  START_MS,
);

harnessTest.each([['--graceful-shutdown'], ['--recover-module-crashes'], ['--idle-on-failure'], ['--reset-from-yaml']])(
  'framework.md §33 · %s may be added',
  async (flag) => {
    const { pipe, stop } = start([], [flag]);

    await pipe.until('ALL_MODULES_STARTED');

    expect(await stop()).toBe(0);
  },
  START_MS,
);

harnessTest(
  'framework.md §33 · --into-idle may be added',
  async () => {
    const { pipe, stop } = start([], ['--into-idle']);

    await pipe.until('MANAGER_IDLE');

    expect(await stop()).toBe(0);
  },
  START_MS,
);

harnessTest(
  'compatibility-contract.md §1.6 · the same files start again at once',
  async () => {
    const first = start([]);
    await first.pipe.until('ALL_MODULES_STARTED');
    await first.stop();
    first.pipe.close();
    execFileSync('rm', [first.pipe.path]);

    const second = start([]);
    await second.pipe.until('ALL_MODULES_STARTED');

    expect(await second.stop()).toBe(0);
    expect(existsSync(join(folder.path, 'everest_config.yaml'))).toBe(true);
  },
  START_MS,
);
