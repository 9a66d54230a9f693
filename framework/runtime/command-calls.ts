import { randomUUID } from 'node:crypto';
import type { Timer } from '../../lib/clock/clock.js';
import type { CommandDefinition, JsonSchema } from '../declarations/types.js';
import {
  ArgumentsInvalid,
  CommandTimeout,
  decodeCommandError,
  ModuleShuttingDown,
  ResultUnusable,
} from '../wire/command-error.js';
import { readCommandResult } from '../wire/messages.js';
import type { ModuleScope } from './module-scope.js';

/** framework.md §17.3. */
const TIMEOUT_MS = 300_000;

interface PendingCall {
  readonly resolve: (retval: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Timer;
  readonly topic: string;
  readonly result: JsonSchema;
}

/** All calls of one module to others: results are matched by id only. */
export class CommandCalls {
  readonly #scope: ModuleScope;
  readonly #pending = new Map<string, PendingCall>();
  readonly #subscribed = new Map<string, Promise<unknown>>();
  #shutDown = false;

  constructor(scope: ModuleScope) {
    this.#scope = scope;
  }

  async call(topic: string, definition: CommandDefinition, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.#check(topic, definition, args);
    this.#refuseAfterShutdown();
    await this.#subscribeResults(topic);
    this.#refuseAfterShutdown();
    const id = randomUUID();
    const noArguments = Object.keys(definition.arguments).length === 0;
    // throws where arguments cannot be written; an answer cannot come before the next turn
    this.#scope.bus.send(topic, 'Cmd', { args: noArguments ? null : args, id, origin: this.#scope.id });
    return new Promise((resolve, reject) => {
      const timer = this.#scope.clock.setTimeout(() => {
        this.#pending.delete(id);
        reject(new CommandTimeout(`no answer from ${topic} within ${TIMEOUT_MS / 1000} s`));
      }, TIMEOUT_MS);
      this.#pending.set(id, { resolve, reject, timer, topic, result: definition.result });
    });
  }

  /** Ends every waiting call with `Shutdown`. */
  shutDown(): void {
    this.#shutDown = true;
    for (const [id, { reject, timer }] of this.#pending) {
      timer.cancel();
      this.#pending.delete(id);
      reject(new ModuleShuttingDown(`${this.#scope.id} is shutting down`));
    }
  }

  #refuseAfterShutdown(): void {
    if (this.#shutDown) throw new ModuleShuttingDown(`${this.#scope.id} is shutting down`);
  }

  /** Kept for the life of the module, so only the first call of a command waits for the broker. */
  #subscribeResults(topic: string): Promise<unknown> {
    const known = this.#subscribed.get(topic);
    if (known !== undefined) return known;
    const { bus, dropped, id } = this.#scope;
    const subscribing = bus.subscribe(bus.topics.commandResponse(topic, id), ({ type, data }) => {
      const result = type === 'CmdResult' ? readCommandResult(data) : undefined;
      if (result === undefined) dropped.report(topic, 'unusable command result dropped');
      else this.#settle(result.id, result.retval, result.error);
    });
    this.#subscribed.set(topic, subscribing);
    return subscribing;
  }

  #settle(id: string, retval: unknown, error: unknown): void {
    const call = this.#pending.get(id);
    if (call === undefined) return;
    this.#pending.delete(id);
    call.timer.cancel();
    if (error === undefined || error === null) this.#conclude(call, retval);
    else call.reject(decodeCommandError(error));
  }

  /** What a command that returns nothing answers does not matter. */
  #conclude({ topic, result, resolve, reject }: PendingCall, retval: unknown): void {
    if (result['type'] === 'null') return resolve(undefined);
    const reason = this.#scope.checks.shape(result, retval ?? null);
    if (reason === undefined) resolve(retval);
    else reject(new ResultUnusable(`${topic}: result ${reason}`));
  }

  #check(topic: string, definition: CommandDefinition, args: Readonly<Record<string, unknown>>): void {
    if (!this.#scope.checks.strict) return;
    for (const name of Object.keys(args)) {
      if (!Object.hasOwn(definition.arguments, name))
        throw new ArgumentsInvalid(`${topic}: unknown argument "${name}"`);
    }
    for (const [name, schema] of Object.entries(definition.arguments)) {
      const reason = args[name] === undefined ? 'is missing' : this.#scope.checks.sent(schema, args[name]);
      if (reason !== undefined) throw new ArgumentsInvalid(`${topic}: argument "${name}" ${reason}`);
    }
  }
}
