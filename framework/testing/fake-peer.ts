import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../lib/clock/clock.js';
import { errorText } from '../../lib/errors/everest-error.js';
import type { InterfaceDefinition, JsonSchema } from '../declarations/index.js';
import type { InterfaceShape } from '../runtime/shapes.js';
import type { RaiseOptions } from '../runtime/api.js';
import type { Bus } from '../wire/bus.js';
import { CommandError, encodeCommandError, HandlerFailed } from '../wire/command-error.js';
import { readCommandRequest, type CommandRequest, type ErrorObject, type Mapping } from '../wire/messages.js';
import { ValueQueue } from './value-queue.js';

export type Answer<I extends InterfaceShape, C extends keyof I['cmds']> = (
  args: I['cmds'][C]['args'],
) => I['cmds'][C]['result'] | Promise<I['cmds'][C]['result']>;

export interface FakePeerOptions {
  readonly moduleId: string;
  readonly implementationId: string;
  readonly mapping: Mapping | undefined;
  readonly definition: InterfaceDefinition;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly answers: Readonly<Record<string, (args: never) => unknown>>;
  readonly mismatch: (schema: JsonSchema, value: unknown) => string | undefined;
}

/** Stands for the module behind one connection of the module under test. */
export class FakePeer<I extends InterfaceShape> {
  readonly moduleId: string;
  readonly #options: FakePeerOptions;
  readonly #answers = new Map<string, (args: never) => unknown>();
  readonly #calls = new Map<string, ValueQueue<unknown>>();
  readonly #errors = new Map<string, ErrorObject>();

  constructor(options: FakePeerOptions) {
    this.moduleId = options.moduleId;
    this.#options = options;
    for (const [command, answer] of Object.entries(options.answers)) this.#answers.set(command, answer);
  }

  /** Serves all commands of the interface. Resolves when the subscriptions are active. */
  async listen(): Promise<void> {
    const { bus, definition, moduleId, implementationId } = this.#options;
    const serving = Object.keys(definition.cmds).map((command) => {
      const topic = bus.topics.command(moduleId, implementationId, command);
      return bus.subscribe(topic, ({ data }) => {
        const request = readCommandRequest(data);
        if (request !== undefined) void this.#serve(command, topic, request);
      });
    });
    await Promise.all(serving);
  }

  publish<V extends keyof I['vars'] & string>(variable: V, value: I['vars'][V]): void {
    const { bus, definition, moduleId, implementationId, mismatch } = this.#options;
    const schema = definition.vars[variable];
    if (schema === undefined) throw new Error(`no variable "${variable}"`);
    const reason = mismatch(schema, value);
    if (reason !== undefined) throw new Error(`${moduleId}: variable "${variable}" ${reason}`);
    bus.send(bus.topics.variable(moduleId, implementationId, variable), 'Var', { data: value });
  }

  /** How a command is answered from now on; throw a `CommandError` to answer with an error. */
  answer<C extends keyof I['cmds'] & string>(command: C, answer: Answer<I, C>): void {
    this.#answers.set(command, answer);
  }

  /** The arguments of every call so far. */
  calls<C extends keyof I['cmds'] & string>(command: C): readonly I['cmds'][C]['args'][] {
    return this.#queue(command).all as readonly I['cmds'][C]['args'][];
  }

  /** The arguments of the next call that was not asked for yet. */
  nextCall<C extends keyof I['cmds'] & string>(command: C): Promise<I['cmds'][C]['args']> {
    return this.#queue(command).next() as Promise<I['cmds'][C]['args']>;
  }

  raise(type: I['errors'], options: RaiseOptions = {}): void {
    const { moduleId, implementationId, mapping, clock } = this.#options;
    const error: ErrorObject = {
      type,
      sub_type: options.subType ?? '',
      message: options.message ?? 'raised by a test',
      description: 'raised by a test',
      severity: options.severity ?? 'High',
      origin: {
        module_id: moduleId,
        implementation_id: implementationId,
        ...(mapping === undefined ? {} : { mapping }),
      },
      state: 'Active',
      timestamp: timestamp(clock),
      uuid: randomUUID(),
      vendor_id: options.vendorId ?? 'everest',
    };
    this.#errors.set(`${type} ${error.sub_type}`, error);
    this.#sendError('RaiseError', error);
  }

  clear(type: I['errors'], subType = ''): void {
    const error = this.#errors.get(`${type} ${subType}`);
    if (error === undefined) throw new Error(`"${type}" is not active`);
    this.#errors.delete(`${type} ${subType}`);
    this.#sendError('ClearError', { ...error, state: 'ClearedByModule' });
  }

  #sendError(kind: 'RaiseError' | 'ClearError', error: ErrorObject): void {
    const { bus, moduleId, implementationId } = this.#options;
    bus.send(bus.topics.error(moduleId, implementationId, error.type), kind, error);
  }

  #queue(command: string): ValueQueue<unknown> {
    const known = this.#calls.get(command) ?? new ValueQueue();
    this.#calls.set(command, known);
    return known;
  }

  async #serve(command: string, topic: string, request: CommandRequest): Promise<void> {
    const { bus, moduleId } = this.#options;
    this.#queue(command).push(request.args ?? {});
    const outcome = await this.#outcome(command, request);
    const data = { id: request.id, origin: moduleId, ...outcome };
    bus.send(bus.topics.commandResponse(topic, request.origin), 'CmdResult', { data, type: 'result' });
  }

  async #outcome(command: string, request: CommandRequest): Promise<{ retval: unknown } | { error: unknown }> {
    const answer = this.#answers.get(command);
    try {
      if (answer === undefined) throw new HandlerFailed(`the test gives no answer to "${command}"`);
      return { retval: (await answer((request.args ?? {}) as never)) ?? null };
    } catch (error) {
      return { error: encodeCommandError(error instanceof CommandError ? error : new HandlerFailed(errorText(error))) };
    }
  }
}
