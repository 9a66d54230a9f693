import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Message } from '../../csms/index.js';
import { RealClock } from '../../framework/clock/index.js';
import { silentLogger } from '../../lib/log/logger.js';
import { freePort, Program, root, temporaryFolder } from '../support/manager-process.js';
import { storyOf } from '../support/station.js';
import { strictCentralSystem } from '../support/central-system.js';

const fixture = join(root, 'tests/fixtures/configs/station-2023');
const folder = temporaryFolder();
const prefix = join(folder.path, 'prefix');
const old = join(prefix, 'config/garage.yaml');
const migrated = join(prefix, 'config/garage-today.yaml');

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  /** Without the place of the prefix. */
  readonly stderr: readonly string[];
  readonly messages: readonly Message[];
}

/** A whole session of the demo car, seen by a central system that wants the password of the OCPP configuration. */
async function charge(config: string): Promise<Run> {
  const csms = await strictCentralSystem({
    clock: new RealClock(),
    log: silentLogger,
    port: 0,
    path: '/ocpp/',
    chargePoints: ['garage'],
    passwords: { garage: '0123456789ABCDEF' },
  });
  const args = ['--prefix', prefix, '--config', config, '--csms', `ws://127.0.0.1:${csms.port}/ocpp/`];
  const result = await everest(['start', ...args, '--demo', '--once', '--time-scale', '4'], {
    MQTT_SERVER_ADDRESS: '127.0.0.1',
    MQTT_SERVER_PORT: String(await freePort()),
  });
  await csms.close();
  return { ...result, messages: csms.messages };
}

async function everest(args: readonly string[], env: Record<string, string> = {}): Promise<Omit<Run, 'messages'>> {
  const program = new Program('everest', args, env);
  const { code } = await program.exited;
  const stderr = program.stderr.split('\n').filter((line) => line !== '');
  return { code, stdout: program.stdout, stderr: stderr.map((line) => line.replaceAll(`${prefix}/`, '')) };
}

const session = [
  'BootNotification',
  'StatusNotification 0 Available',
  'StatusNotification 1 Available',
  'StatusNotification 1 Preparing',
  'Authorize',
  'StartTransaction 1',
  'StatusNotification 1 Charging',
  'StopTransaction Local',
  'StatusNotification 1 Finishing',
  'StatusNotification 1 Available',
];

describe('a station of 2023', () => {
  let first: Run;
  let migration: Omit<Run, 'messages'>;
  let second: Run;

  beforeAll(async () => {
    cpSync(fixture, prefix, { recursive: true });
    mkdirSync(join(prefix, 'modules'));
    first = await charge(old);
    migration = await everest(['migrate', old, '--prefix', prefix, '--output', migrated]);
    second = await charge(migrated);
  }, 90_000);

  afterAll(() => folder.remove());

  test('starts and charges as it is', () => {
    expect(readFileSync(old, 'utf8')).toBe(readFileSync(join(fixture, 'config/garage.yaml'), 'utf8'));
    expect(first.code).toBe(0);
    expect(storyOf(first.messages)).toEqual(expect.arrayContaining(session));
  });

  test('says once, and where, what it takes for what', () => {
    expect(first.stderr.filter((line) => line.startsWith('config/'))).toEqual([
      'config/garage.yaml:5:5 warning: config_module.external_ready_to_start_charging: OCPP wants "external_ready_to_start_charging" of EvseManager today; true is added',
      'config/garage.yaml:8:7 warning: config_module.country_code: "country_code" has no effect in EvseManager today; leave it out',
      'config/garage.yaml:9:7 warning: config_module.three_phases: "three_phases" has no effect in EvseManager today; leave it out',
      'config/garage.yaml:10:7 warning: config_module.rcd_enabled: "rcd_enabled" has no effect in EvseManager today; leave it out',
      'config/garage.yaml:25:11 warning: connections.hlc[0]: the connection to "iso_charger" is left out with it',
      'config/garage.yaml:27:3 warning: module: "iso_charger" is left out: there is no module EvseV2G here, and nothing needs it',
      'config/garage.yaml:31:3 warning: module: "iso_car" is left out: there is no module PyEvJosev here, and nothing needs it',
      'config/garage.yaml:35:3 warning: config_module.connector_id: YetiSimulator requires "connector_id" today; 1 is added, as in the EvseManager beside it',
      'config/garage.yaml:36:5 warning: module: the module type "JsYetiSimulator" is called "YetiSimulator" today',
      'config/garage.yaml:38:5 warning: module: the module type "JsSlacSimulator" is called "SlacSimulator" today',
      'config/garage.yaml:41:9 warning: config_implementation.evse.nid: "nid" has no effect in SlacSimulator today; leave it out',
      'config/garage.yaml:43:5 warning: module: the module type "JsCarSimulator" is called "EvManager" today',
      'config/garage.yaml:48:7 warning: connections.simulation_control: the requirement "simulation_control" of EvManager is called "ev_board_support" today',
      'config/garage.yaml:50:11 warning: connections.simulation_control[0].implementation_id: the implementation "yeti_simulation_control" of YetiSimulator is called "ev_board_support" today',
      'config/garage.yaml:52:11 warning: connections.ev[0]: the connection to "iso_car" is left out with it',
      'config/garage.yaml:58:5 warning: module: the module type "JsDummyTokenProviderManual" is called "DummyTokenProviderManual" today',
      'config/garage.yaml:60:7 warning: config_implementation.main.mqtt_topic: "mqtt_topic" was always "everest_api/dummy_token_provider/cmd/provide" in the older module and has to be given today',
      'config/garage.yaml:61:9 warning: config_implementation.main.token: "token" has no effect in DummyTokenProviderManual today; leave it out',
      'config/garage.yaml:62:9 warning: config_implementation.main.timeout: "timeout" has no effect in DummyTokenProviderManual today; leave it out',
      'config/garage.yaml:86:5 warning: connections.security: OCPP requires "security" today; an instance "evse_security" is added and connected',
      'config/garage.yaml:87:7 warning: connections.connector_zero_sink: the requirement "connector_zero_sink" of OCPP is called "evse_energy_sink" today',
      'config/garage.yaml:110:3 warning: mapping.module.evse: "evse_energy_sink" of OCPP needs a mapping of "house"; EVSE 0 is added',
      'config/garage.yaml:119:3 warning: module: "nodered" is left out: there is no module API here, and nothing needs it',
    ]);
  });

  test('is migrated with the same warnings', () => {
    expect(migration.code).toBe(0);
    expect(migration.stderr).toEqual(first.stderr.filter((line) => line.startsWith('config/')));
  });

  test('keeps its comments in the form of today', () => {
    const text = readFileSync(migrated, 'utf8');

    expect(text).toContain('# One wall box of 2023 with a simulated board and car.\n');
    expect(text).toContain('module: YetiSimulator # the simulated hardware\n');
  });

  test('charges in the form of today, and nothing is to be said about it', () => {
    expect(second.stderr).toEqual([]);
    expect(second.code).toBe(0);
    expect(storyOf(second.messages)).toEqual(expect.arrayContaining(session));
  });
});
