import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { connectMqtt, type BrokerAccess } from '../../../framework/wire/mqtt-transport.js';
import { SecuredMosquitto } from '../../integration/broker/secured-mosquitto.js';
import { Program, root } from '../../support/manager-process.js';
import { mosquittoMissing } from '../../support/mosquitto-broker.js';
import { Station, storyOf } from '../../support/station.js';
import { StatusPipe } from '../../support/status-pipe.js';
import { NetworkNamespace, namespacesMissing } from './network-namespace.js';

const missing = mosquittoMissing() ?? namespacesMissing();
const onTwoMachines = missing === undefined ? describe : describe.skip;
const elsewhere = ['energy_manager', 'ev_manager_1', 'slac', 'error_history'];
const ocpp = { Core: { MeterValueSampleInterval: 5, ClockAlignedDataInterval: 0, WebSocketPingInterval: 0 } };
const driver = ['user drive', 'topic write everest_api/#', 'topic write everest_external/#'];

jest.setTimeout(120_000);

onTwoMachines(
  `TLS, a user for each module, modules on another machine${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let machine: NetworkNamespace;
    let broker: SecuredMosquitto;
    let station: Station;
    let boots = 0;
    const cleanUps: (() => Promise<unknown>)[] = [];
    let credentials: string;

    beforeAll(async () => {
      machine = new NetworkNamespace();
      cleanUps.push(() => machine.close());
      station = await Station.prepare({ ocpp, brokerPort: 1 });
      cleanUps.push(() => station.stop());
      const acl = join(station.folder, 'acl');
      everest('acl', '--config', station.configFile, '--standalone', ...elsewhere, '--output', acl);
      appendFileSync(acl, `\n${driver.join('\n')}\n`);
      const users = Object.fromEntries(['manager', 'drive', ...moduleIds()].map((id) => [id, `pw-${id}`]));
      broker = await SecuredMosquitto.start({ host: machine.address, tls: 'broker', users, acl });
      cleanUps.unshift(() => broker.close());
      credentials = join(station.folder, 'credentials.yaml');
      const entries = Object.entries(users).map(([user, password]) => [user, { user, password }] as const);
      writeFileSync(credentials, stringify(Object.fromEntries(entries)), { mode: 0o600 });
      await boot();
    });

    afterAll(async () => {
      for (const cleanUp of cleanUps.reverse()) await cleanUp();
    });

    function everest(...args: string[]): string {
      return execFileSync(process.execPath, [join(root, 'bin/everest.js'), ...args], {
        cwd: root,
        encoding: 'utf8',
        env: environment(),
      });
    }

    function environment(): NodeJS.ProcessEnv & Record<string, string> {
      const place = {
        MQTT_SERVER_ADDRESS: machine.address,
        MQTT_SERVER_PORT: String((broker as SecuredMosquitto | undefined)?.port ?? 0),
      };
      return { ...process.env, ...place };
    }

    function moduleIds(): string[] {
      const { active_modules: modules } = parse(readFileSync(station.configFile, 'utf8')) as { active_modules: object };
      return Object.keys(modules);
    }

    function tls(): string[] {
      return ['--broker-ca', broker.pki.ca, '--broker-server-name', 'localhost', '--broker-credentials', credentials];
    }

    function drive(...args: string[]): void {
      everest('drive', ...tls(), ...args);
    }

    function access(user: string): BrokerAccess {
      return { user, password: `pw-${user}`, tls: { caFile: broker.pki.ca, serverName: 'localhost' } };
    }

    async function boot(): Promise<void> {
      const scale = ['--time-scale', '5'];
      const pipe = new StatusPipe(join(station.folder, `status-${boots++}`));
      station.manager = new Program(
        'manager',
        [
          ...['--config', station.configFile, '--status-fifo', pipe.path, '--broker', 'external', ...scale],
          ...['--isolation', 'module', '--broker-client-ids', '--graceful-shutdown', ...tls()],
          ...['--standalone', ...elsewhere],
        ],
        environment(),
      );
      const ended = station.manager.exited.then(() => Promise.reject(new Error(station.manager?.stderr)));
      await Promise.race([pipe.until('WAITING_FOR_STANDALONE_MODULES'), ended]);
      for (const id of elsewhere) {
        machine.everest(['module', id, '--broker-client-ids', ...scale, ...tls()], environment());
      }
      await Promise.race([pipe.until('ALL_MODULES_STARTED'), ended]);
      ended.catch(() => undefined);
      pipe.close();
      await station.status(1, 'Available');
    }

    test('a session, with four of the modules on the other machine', async () => {
      drive('plug');
      await station.status(1, 'Preparing');
      drive('swipe');
      await station.status(1, 'Charging');
      await station.nextEnergyWh();
      drive('swipe');
      await station.status(1, 'Finishing');
      drive('unplug');
      await station.status(1, 'Available');

      expect(storyOf(station.csms.messages)).toContain('StopTransaction Local');
      expect(broker.log.split('\n').filter((line) => /Denied \w+ from everest-/.test(line))).toEqual([]);
      const clients = [...broker.log.matchAll(/connected from ([\d.]+):\d+ as (\S+) .*u'([^']+)'/g)].map(
        ([, from, id, user]) => [from === machine.address ? 'here' : 'there', id, user],
      );
      expect(clients).toContainEqual(['here', 'everest-auth', 'auth']);
      expect(clients).toContainEqual(['there', 'everest-energy_manager', 'energy_manager']);
    });

    test('no password is in a log', () => {
      expect(`${station.manager?.stderr}${machine.stderr}`).not.toMatch(/pw-/);
    });

    test('a module that publishes on the topic of another one is refused', async () => {
      const address = { host: machine.address, port: broker.port };
      const transport = await connectMqtt({ address, access: access('auth') });

      const publishing = transport.publish('everest/modules/evse_manager_1/impl/evse/var/limits', '{}', { qos: 2 });

      await expect(publishing).rejects.toMatchObject({
        code: 'BUS_PUBLISH_REFUSED',
        message: expect.stringContaining('Not authorized'),
      });
      await transport.close();
    });

    test('a module does not hear what is not for it', async () => {
      const address = { host: machine.address, port: broker.port };
      const [stranger, partner] = await Promise.all(
        ['token_provider_1', 'evse_manager_1'].map((user) => connectMqtt({ address, access: access(user) })),
      );
      const heard: string[] = [];
      stranger?.onMessage(({ topic }) => void heard.push(topic));
      const powermeter = new Promise<string>((resolve) =>
        partner?.onMessage(({ topic }) => {
          if (topic.includes('/yeti_driver_1/')) resolve(topic);
        }),
      );
      await stranger?.subscribe([{ filter: 'everest/#', qos: 2 }]);
      await partner?.subscribe([{ filter: 'everest/#', qos: 2 }]);

      expect(await powermeter).toMatch(/^everest\/modules\/yeti_driver_1\/impl\/\w+\/var\//);
      expect(heard.filter((topic) => !topic.startsWith('everest/modules/token_provider_1/'))).toEqual([]);
      await Promise.all([stranger?.close(), partner?.close()]);
    });

    test('a stop of the manager ends the modules on the other machine, too, and all of it starts again', async () => {
      expect(await station.manager?.stop()).toBe(0);
      expect(await machine.ended()).toEqual([0, 0, 0, 0]);

      await boot();
    });
  },
);
