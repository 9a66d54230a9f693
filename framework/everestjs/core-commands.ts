import type { CommandDefinition } from '../declarations/types.js';
import { awaitSubscription, interfaceOf, type ModuleScope } from '../runtime/module-scope.js';
import type { CommandError } from '../wire/command-error.js';
import { ArgumentsInvalid, ArgumentsUnreadable, encodeCommandError } from '../wire/command-error.js';
import { readCommandRequest, type CommandRequest } from '../wire/messages.js';
import { commandResultText } from './envelope-text.js';
import type { CoreEvent } from './messages.js';

interface OpenRequest {
  readonly topic: string;
  readonly definition: CommandDefinition;
  readonly request: CommandRequest;
}

/**
 * framework.md §17.4: commands that the module serves. Each is served from the moment of its subscription on; the module's gate
 * keeps their order, so there is none here. A handler that fails ends the process and leaves its request unanswered.
 */
export class OwnCommands {
  readonly #scope: ModuleScope;
  readonly #emit: (event: CoreEvent) => void;
  readonly #open = new Map<number, OpenRequest>();
  #next = 1;

  constructor(scope: ModuleScope, emit: (event: CoreEvent) => void) {
    this.#scope = scope;
    this.#emit = emit;
  }

  serve(implementation: string, command: string): void {
    const { bus, dropped, id, manifest } = this.#scope;
    const definition = interfaceOf(this.#scope, manifest.provides[implementation]?.interface ?? '').cmds[command];
    if (definition === undefined) return;
    const topic = bus.topics.command(id, implementation, command);
    awaitSubscription(
      this.#scope,
      bus.subscribe(topic, ({ type, data }) => {
        const request = type === 'Cmd' ? readCommandRequest(data) : undefined;
        if (request === undefined) dropped.report(topic, 'unusable command dropped');
        else this.#receive({ topic, definition, request }, implementation, command);
      }),
    );
  }

  /** `text` is the JSON text of what the handler returned. */
  reply(id: number, text: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    const reason = this.#scope.checks.sent(open.definition.result, JSON.parse(text));
    this.#answer(open, text, reason === undefined ? undefined : new ArgumentsInvalid(`result ${reason}`));
  }

  #receive(open: OpenRequest, implementation: string, command: string): void {
    const { args } = open.request;
    const unusable = this.#unusable(open);
    if (args === undefined || unusable !== undefined) {
      return this.#answer(open, undefined, unusable ?? new ArgumentsUnreadable('args is neither an object nor null'));
    }
    const id = this.#next++;
    this.#open.set(id, open);
    this.#emit({ event: 'command', id, implementation, command, args });
  }

  /** Every declared argument has to be there and to match; unknown further ones are nobody's business. */
  #unusable({ definition, request: { args } }: OpenRequest): CommandError | undefined {
    const { checks } = this.#scope;
    if (args === undefined || !checks.strict) return undefined;
    for (const [name, schema] of Object.entries(definition.arguments)) {
      const reason = Object.hasOwn(args, name) ? checks.received(schema, args[name]) : 'is missing';
      if (reason !== undefined) return new ArgumentsInvalid(`argument "${name}" ${reason}`);
    }
    return undefined;
  }

  #answer({ topic, request }: OpenRequest, retval: string | undefined, error: CommandError | undefined): void {
    const { bus, id } = this.#scope;
    const text = commandResultText({ id: request.id, origin: id, retval, error: error && encodeCommandError(error) });
    bus.sendText(bus.topics.commandResponse(topic, request.origin), text, { qos: 2 });
  }
}
