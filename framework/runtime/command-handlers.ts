import { errorText, EverestError } from '../../lib/errors/everest-error.js';
import type { CommandDefinition, InterfaceDefinition } from '../declarations/types.js';
import {
  ArgumentsInvalid,
  ArgumentsUnreadable,
  CommandError,
  encodeCommandError,
  HandlerFailed,
} from '../wire/command-error.js';
import { readCommandRequest, type CommandRequest } from '../wire/messages.js';
import { awaitSubscription, newLane, type ModuleScope } from './module-scope.js';
import type { Mismatch } from './value-checks.js';

type CommandHandler = (args: Readonly<Record<string, unknown>>) => unknown;

class ImplementationIncomplete extends EverestError {
  constructor(message: string) {
    super('MODULE_IMPLEMENTATION', message);
  }
}

/** framework.md §17.4: serves the commands of one provided implementation, from the moment of its subscription on. */
export class CommandHandlers {
  readonly #scope: ModuleScope;
  readonly #implementation: string;
  readonly #definition: InterfaceDefinition;
  #implemented = false;

  constructor(scope: ModuleScope, implementation: string, definition: InterfaceDefinition) {
    this.#scope = scope;
    this.#implementation = implementation;
    this.#definition = definition;
  }

  /** False while commands are declared and nobody serves them. */
  get complete(): boolean {
    return this.#implemented || Object.keys(this.#definition.cmds).length === 0;
  }

  implement(handlers: Readonly<Record<string, CommandHandler>>): void {
    if (this.#implemented) throw new ImplementationIncomplete(`"${this.#implementation}" is implemented twice`);
    this.#implemented = true;
    for (const [name, command] of Object.entries(this.#definition.cmds)) {
      const handler = handlers[name];
      if (typeof handler !== 'function') {
        throw new ImplementationIncomplete(`"${this.#implementation}" has no handler for command "${name}"`);
      }
      this.#serve(name, command, (args) => handler.call(handlers, args));
    }
  }

  #serve(name: string, command: CommandDefinition, handler: CommandHandler): void {
    const { bus, dropped, id } = this.#scope;
    const topic = bus.topics.command(id, this.#implementation, name);
    const lane = newLane(this.#scope, topic);
    awaitSubscription(
      this.#scope,
      bus.subscribe(topic, ({ type, data }) => {
        const request = type === 'Cmd' ? readCommandRequest(data) : undefined;
        if (request === undefined) dropped.report(topic, 'unusable command dropped');
        else lane.run(() => this.#answer(topic, command, request, handler));
      }),
    );
  }

  async #answer(
    topic: string,
    command: CommandDefinition,
    request: CommandRequest,
    handler: CommandHandler,
  ): Promise<void> {
    try {
      const retval: unknown = await handler(this.#arguments(command, request));
      const invalid = this.#scope.checks.sent(command.result, retval ?? null);
      if (invalid === undefined) void this.#reply(topic, request, { retval: retval ?? null });
      else
        void this.#reply(topic, request, {
          retval,
          error: encodeCommandError(new ArgumentsInvalid(`result ${invalid}`)),
        });
    } catch (error) {
      const known = error instanceof CommandError;
      const reply = this.#reply(topic, request, {
        error: encodeCommandError(known ? error : new HandlerFailed(errorText(error))),
      });
      if (!known) await this.#handlerThrew(topic, error, reply, this.#excuse(command, request));
    }
  }

  /**
   * A handler that throws anything but a `CommandError` has a bug, unless it was asked what the interface forbids;
   * `forward_exceptions` keeps the module alive.
   */
  async #handlerThrew(topic: string, error: unknown, reply: Promise<void>, excuse: string | undefined): Promise<void> {
    this.#scope.log.error({ topic, err: error, ...(excuse !== undefined && { excuse }) }, 'command handler failed');
    await reply;
    if (excuse === undefined && !this.#scope.metadata.settings.forward_exceptions) this.#scope.fail(error);
  }

  #excuse(command: CommandDefinition, { args }: CommandRequest): string | undefined {
    return args === undefined ? undefined : firstMismatch(command, args, this.#scope.checks.excuse);
  }

  #arguments(command: CommandDefinition, request: CommandRequest): Readonly<Record<string, unknown>> {
    if (request.args === undefined) throw new ArgumentsUnreadable('args is neither an object nor null');
    const { checks } = this.#scope;
    const reason = firstMismatch(command, request.args, checks.received);
    if (reason === undefined) return request.args;
    throw checks.strict ? new ArgumentsInvalid(reason) : new ArgumentsUnreadable(reason);
  }

  /** Resolves when the broker has the answer, or cannot be given it. */
  #reply(topic: string, request: CommandRequest, outcome: { retval?: unknown; error?: unknown }): Promise<void> {
    const { bus, id } = this.#scope;
    const data = { id: request.id, origin: id, ...outcome };
    const sending = bus.publish(bus.topics.commandResponse(topic, request.origin), 'CmdResult', {
      data,
      type: 'result',
    });
    return sending.catch((error: unknown) => this.#scope.log.warn({ topic, err: error }, 'answer could not be sent'));
  }
}

/** What is wrong with the first argument that is; unknown further ones are ignored. */
function firstMismatch(
  { arguments: declared }: CommandDefinition,
  args: Readonly<Record<string, unknown>>,
  mismatch: Mismatch,
): string | undefined {
  for (const [name, schema] of Object.entries(declared)) {
    const reason = Object.hasOwn(args, name) ? mismatch(schema, args[name]) : 'is missing';
    if (reason !== undefined) return `argument "${name}" ${reason}`;
  }
  return undefined;
}
