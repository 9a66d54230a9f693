import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadDeclarations, type Declarations } from '../../framework/declarations/index.js';
import { messageTypes } from '../../framework/wire/envelope.js';
import { root } from '../support/manager-process.js';

interface ActiveModule {
  readonly module: string;
}

/** Numbers that look random and are the same in each run. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An integer from 0 to `count` - 1. */
  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * count);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}

/** The topics that a running station listens to: of its modules by their manifests, and those from outside. */
export function listenedTopics(configFile = join(root, 'config/config-sil-ocpp.yaml')): string[] {
  const declarations = loadDeclarations({
    interfaces: [join(root, 'interfaces')],
    types: [join(root, 'types')],
    errors: [join(root, 'errors')],
    modules: [join(root, 'modules')],
  });
  const { active_modules: modules } = parse(readFileSync(configFile, 'utf8')) as {
    active_modules: { [id: string]: ActiveModule };
  };
  const ofModules = Object.entries(modules).flatMap(([id, { module }]) => topicsOf(declarations, id, module));
  return [...ofModules, 'everest/config/request', 'everest/ready', ...outside];
}

const outside = [1, 2]
  .flatMap((evse) => [
    ...['enable', 'execute_charging_session', 'modify_charging_session'].map((name) => `${evse}/carsim/cmd/${name}`),
    `${evse}/carsim/error`,
    ...['switch_three_phases_while_charging', 'resume_charging'].map((name) => `${evse}/cmd/${name}`),
  ])
  .map((topic) => `everest_external/nodered/${topic}`)
  .concat('everest_api/dummy_token_provider/cmd/provide');

function topicsOf(declarations: Declarations, id: string, module: string): string[] {
  const base = `everest/modules/${id}`;
  const provided = Object.entries(declarations.manifest(module)?.provides ?? {}).flatMap(([implementation, entry]) => {
    const { cmds = {}, vars = {}, errors = {} } = declarations.interface(entry.interface) ?? {};
    return [
      ...Object.keys(cmds).flatMap((name) => [`cmd/${name}`, `cmd/${name}/response/auth`, `cmd/${name}/response/ocpp`]),
      ...Object.keys(vars).map((name) => `var/${name}`),
      ...Object.entries(errors).flatMap(([space, types]) => Object.keys(types).map((type) => `error/${space}/${type}`)),
    ].map((rest) => `${base}/impl/${implementation}/${rest}`);
  });
  return [
    ...provided,
    `${base}/ready`,
    `${base}/response`,
    `${base}/config/set_request`,
    `${base}/config/set_response`,
  ];
}

const scalars: readonly unknown[] = [null, true, -1, 1e308, '', 'x'.repeat(3000), '\u0000\ud800', [], {}, [[[]]]];

/** Not an envelope, or one with nothing usable in it. */
export function brokenPayload(dice: Dice): Buffer {
  const text = dice.pick([
    '',
    '{',
    'null',
    '"text"',
    '[]',
    '{}',
    '{"msg_type":"Var"}',
    '{"msg_type":"Nonsense","data":1}',
    '{"msg_type":{"a":1},"data":{"data":1}}',
    '{"msg_type":"CmdResult","data":{"type":"result","data":{"id":"x"}}}',
    '{"msg_type":"CmdResult","data":{"type":"result","data":null}}',
    '{"msg_type":"Cmd","data":{"id":7,"args":[],"origin":null}}',
    '{"msg_type":"Cmd","data":{"args":{}}}',
    '{"msg_type":"RaiseError","data":{"type":"x"}}',
    '{"msg_type":"ConfigurationRequest","data":{"type":"Set","origin":"x","request":null}}',
    '{"msg_type":"ConfigurationResponse","data":null}',
    '{"__proto__":{"msg_type":"Var"},"data":{"data":1}}',
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    `{"msg_type":"Var","data":{"data":"${'y'.repeat(100_000)}"}}`,
  ]);
  const bytes = Buffer.from(text);
  return dice.below(4) === 0 ? Buffer.concat([bytes.subarray(0, dice.below(bytes.length + 1)), noise(dice)]) : bytes;
}

/** A correct envelope with any value at all in it. */
export function wrongValue(dice: Dice): Buffer {
  const value = dice.pick(scalars);
  const id = `0000000${dice.below(10)}-0000-4000-8000-000000000000`;
  const type = dice.pick(messageTypes.filter((known) => known !== 'GlobalReady'));
  const data = dice.pick<unknown>([
    { data: value },
    { data: { [dice.pick(['id', 'status', 'timestamp', 'energy_Wh_import'])]: value } },
    { id, origin: 'auth', args: { value, request: value, key: value, connector_id: value } },
    { type: 'result', data: { id, origin: 'auth', retval: value } },
    { type: 'evse_manager/Inoperative', sub_type: value, state: 'Active', uuid: id, origin: value, severity: value },
    value,
  ]);
  return Buffer.from(JSON.stringify({ msg_type: type, data }));
}

function noise(dice: Dice): Buffer {
  return Buffer.from(Array.from({ length: dice.below(200) }, () => dice.below(256)));
}
