import { join } from 'node:path';
import {
  createValidator,
  loadDeclarations,
  type Declarations,
  type InterfaceDefinition,
  type JsonSchema,
  type SchemaValidator,
} from '../../framework/declarations/index.js';
import { root } from '../support/manager-process.js';

export interface BusMessage {
  readonly topic: string;
  readonly retain: boolean;
  readonly qos: number;
  readonly text: string;
}

type Members = Readonly<{ [name: string]: unknown }>;
type Check = (message: {
  readonly type: string;
  readonly data: unknown;
  readonly levels: readonly string[];
}) => string[];

/** Retained while modules start, and cleared by empty messages afterwards. */
const metadata: ReadonlySet<string> = new Set([
  'interfaces',
  'interface_definitions',
  'types',
  'type_definitions',
  'settings',
  'schemas',
  'manifests',
  'module_names',
]);
const errorStates = ['Active', 'ClearedByModule', 'ClearedByReboot'];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isoMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The bus as peers in other languages expect it: what is wrong with a message below the everest prefix. */
export class BusRules {
  readonly #moduleNames: ReadonlyMap<string, string>;
  readonly #declarations: Declarations;
  readonly #validator: SchemaValidator;
  /** Commands by id, to find the schema of their results. */
  readonly #pending = new Map<string, string>();

  /** `moduleNames` has the module of each id. */
  constructor(moduleNames: ReadonlyMap<string, string>) {
    this.#moduleNames = moduleNames;
    this.#declarations = loadDeclarations({
      interfaces: [join(root, 'interfaces')],
      types: [join(root, 'types')],
      errors: [join(root, 'errors')],
      modules: [join(root, 'modules')],
    });
    this.#validator = createValidator((name) => this.#declarations.typeDocument(name));
  }

  problemsOf({ topic, qos, retain, text }: BusMessage, prefix = 'everest/'): string[] {
    const levels = topic.slice(prefix.length).split('/');
    const isMetadata = metadata.has(levels[0] ?? '');
    if (retain !== isMetadata) return [retain ? 'retained' : 'not retained'];
    if (isMetadata && text === '') return [];
    if (qos !== 2) return [`QoS ${qos}`];
    if (levels[0] === 'shutdown') return text === 'true' ? [] : ['shutdown is not the plain text true'];
    const envelope = readObject(text);
    if (envelope === undefined) return ['not a JSON object'];
    const members = Object.keys(envelope).sort().join();
    if (members !== 'data,msg_type') return [`the envelope has the members ${members}`];
    const check = this.#checkOf(levels);
    if (check === undefined) return ['topic is not in the catalogue'];
    return check({ type: String(envelope['msg_type']), data: envelope['data'], levels });
  }

  #checkOf([first, , third, , kind, , sixth]: readonly string[]): Check | undefined {
    if (first !== 'modules') return checkOfSystem(first);
    if (third === 'ready') return only('ModuleReady', (data) => (data === true ? [] : ['data is not true']));
    if (third !== 'impl') return only(third === 'config' ? undefined : 'ConfigurationResponse', () => []);
    if (kind === 'var') return (message) => this.#variable(message);
    if (kind === 'error') return (message) => this.#error(message);
    if (kind !== 'cmd') return undefined;
    return sixth === 'response' ? (message) => this.#result(message) : (message) => this.#command(message);
  }

  #interfaceOf([, id = '', , implementation = '']: readonly string[]): InterfaceDefinition | undefined {
    const manifest = this.#declarations.manifest(this.#moduleNames.get(id) ?? '');
    return this.#declarations.interface(manifest?.provides[implementation]?.interface ?? '');
  }

  #variable({ type, data, levels }: Parameters<Check>[0]): string[] {
    if (type !== 'Var') return [`msg_type ${type} for a variable`];
    const inner = asObject(data);
    if (inner === undefined || Object.keys(inner).join() !== 'data') return ['data is not nested'];
    const schema = this.#interfaceOf(levels)?.vars[levels[5] ?? ''];
    if (schema === undefined) return ['variable is not declared'];
    return this.#valueProblems(schema, inner['data']);
  }

  #command({ type, data, levels }: Parameters<Check>[0]): string[] {
    const command = asObject(data);
    if (type !== 'Cmd' || command === undefined) return [`msg_type ${type} for a command`];
    const members = Object.keys(command).sort().join();
    if (members !== 'args,id,origin') return [`the command has the members ${members}`];
    const definition = this.#interfaceOf(levels)?.cmds[levels[5] ?? ''];
    if (definition === undefined) return ['command is not declared'];
    if (!uuid.test(String(command['id']))) return ['id is not a UUID'];
    this.#pending.set(String(command['id']), levels.slice(0, 6).join('/'));
    const args = asObject(command['args']) ?? {};
    const declared = Object.entries(definition.arguments);
    return [
      ...Object.keys(args)
        .filter((name) => !(name in definition.arguments))
        .map((name) => `unknown argument ${name}`),
      ...declared.flatMap(([name, schema]) => this.#valueProblems(schema, args[name])),
    ];
  }

  #result({ type, data, levels }: Parameters<Check>[0]): string[] {
    const outer = asObject(data);
    const result = asObject(outer?.['data']);
    if (type !== 'CmdResult' || outer?.['type'] !== 'result' || result === undefined) return ['not a command result'];
    const definition = this.#interfaceOf(levels)?.cmds[levels[5] ?? ''];
    if (definition === undefined) return ['command is not declared'];
    const isKnown = this.#pending.delete(String(result['id']));
    const origin = result['origin'] === levels[1] ? [] : [`origin is ${String(result['origin'])}`];
    const error = asObject(result['error']);
    if (error !== undefined) {
      const members = Object.keys(error).sort().join();
      return members === '__everest__error_msg,__everest__error_type'
        ? origin
        : [`the error has the members ${members}`];
    }
    if (!('retval' in result)) return ['result without retval'];
    const { result: schema } = definition;
    const value = schema === undefined ? [] : this.#valueProblems(schema, result['retval']);
    return [...(isKnown ? [] : ['answers no command']), ...origin, ...value];
  }

  #error({ type, data }: Parameters<Check>[0]): string[] {
    const error = asObject(data) ?? {};
    const missing = [
      'type',
      'sub_type',
      'message',
      'description',
      'severity',
      'origin',
      'state',
      'timestamp',
      'uuid',
      'vendor_id',
    ];
    return [
      ...(type === 'RaiseError' || type === 'ClearError' ? [] : [`msg_type ${type} for an error`]),
      ...missing.filter((name) => !(name in error)).map((name) => `${name} is missing`),
      ...(errorStates.includes(String(error['state'])) ? [] : [`state ${String(error['state'])}`]),
      ...(isoMs.test(String(error['timestamp'])) ? [] : [`timestamp ${String(error['timestamp'])}`]),
    ];
  }

  #valueProblems(schema: JsonSchema, value: unknown): string[] {
    const violation = this.#validator.validate(schema, value);
    return [...(violation === undefined ? [] : [violation]), ...nullsIn(value, '')];
  }
}

function checkOfSystem(first: string | undefined): Check | undefined {
  if (first === 'ready') return only('GlobalReady', (data) => (data === true ? [] : ['data is not true']));
  if (first === 'config') return only('ConfigurationRequest', () => []);
  return metadata.has(first ?? '') ? only('ConfigurationResponse', () => []) : undefined;
}

function only(wanted: string | undefined, check: (data: unknown) => string[]): Check {
  return ({ type, data }) =>
    wanted !== undefined && type !== wanted ? [`msg_type ${type}, not ${wanted}`] : check(data);
}

/** Readers in C++ take a member that is there for a value; what is absent is left out. */
function nullsIn(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => nullsIn(item, `${path}/${index}`));
  const members = asObject(value);
  if (members === undefined) return [];
  return Object.entries(members).flatMap(([name, member]) =>
    member === null ? [`${path}/${name} is null`] : nullsIn(member, `${path}/${name}`),
  );
}

function readObject(text: string): Members | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}
