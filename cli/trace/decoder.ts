import type { Clock } from '../../lib/clock/clock.js';
import { redact } from '../../framework/log/redact.js';
import { decodeEnvelope } from '../../framework/wire/envelope.js';
import { isRecord } from '../../lib/json/is-record.js';
import { readCommandRequest, readCommandResult, readVariable } from '../../framework/wire/messages.js';
import type { CallEvent, ErrorEvent, TraceEvent } from './trace-event.js';

/** How deep secrets are looked for. */
const DEPTH = 20;
/** How many calls are remembered that nobody answers. */
const MAX_PENDING = 10_000;

export interface DecoderOptions {
  readonly clock: Clock;
  readonly everestPrefix: string;
  /** The interface of an implementation, where it is known. */
  readonly interfaceOf: (module: string, implementation: string) => string | undefined;
}

interface PendingCall {
  readonly event: Omit<CallEvent, 'outcome' | 'durationMs'>;
  readonly sinceMs: number;
  isTold: boolean;
}

/** Turns messages of the bus into events; a call comes out together with its answer. */
export class TraceDecoder {
  readonly #options: DecoderOptions;
  readonly #pending = new Map<string, PendingCall>();

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  /** The topics that are of interest, as filters. */
  get filters(): readonly string[] {
    const { everestPrefix } = this.#options;
    return ['modules/+/impl/#', 'modules/+/ready', 'ready', 'shutdown'].map((filter) => everestPrefix + filter);
  }

  receive(topic: string, payload: string): TraceEvent | undefined {
    const { clock, everestPrefix } = this.#options;
    const at = clock.now();
    const [first, module = '', ...rest] = topic.slice(everestPrefix.length).split('/');
    if (first === 'ready') return { kind: 'life', at, module: '', text: 'all modules are ready' };
    if (first === 'shutdown') return { kind: 'life', at, module: '', text: 'modules are asked to shut down' };
    if (rest[0] === 'ready') return { kind: 'life', at, module, text: 'is ready' };
    const [, implementation = '', kind, ...names] = rest;
    const decoded = decodeEnvelope(payload);
    if (!decoded.ok) return { kind: 'unreadable', at, module, topic, reason: decoded.reason };
    const { data } = decoded.envelope;
    const about = { at, module, implementation, ...this.#interface(module, implementation) };
    if (kind === 'var') return this.#variable({ ...about, name: names.join('/') }, data, topic);
    if (kind === 'error') return errorEvent({ ...about, name: names.join('/') }, decoded.envelope.type, data);
    if (kind !== 'cmd') return undefined;
    return names[1] === 'response'
      ? this.#answered(data)
      : this.#called({ ...about, name: names.join('/') }, data, topic);
  }

  /** Calls that have had no answer for so long, each once; all that are left with 0. */
  unanswered(olderThanMs: number): CallEvent[] {
    const now = this.#options.clock.monotonic();
    return [...this.#pending.values()]
      .filter(({ sinceMs, isTold }) => now - sinceMs >= olderThanMs && (!isTold || olderThanMs === 0))
      .map((call) => {
        call.isTold = true;
        return { ...call.event, outcome: 'pending', durationMs: now - call.sinceMs };
      });
  }

  #interface(module: string, implementation: string): { interface?: string } {
    const name = this.#options.interfaceOf(module, implementation);
    return name === undefined ? {} : { interface: name };
  }

  #variable(about: About, data: unknown, topic: string): TraceEvent {
    const read = readVariable(data);
    if (read === undefined) return unreadable(about, topic, 'a variable without value');
    return { ...about, kind: 'variable', value: hidden(about.name, read.value) };
  }

  #called(about: About, data: unknown, topic: string): TraceEvent | undefined {
    const request = readCommandRequest(data);
    if (request === undefined) return unreadable(about, topic, 'a command without id or origin');
    const { id, origin, args } = request;
    const event = { ...about, kind: 'call' as const, caller: origin, args: hidden('', args ?? {}) };
    const [oldest] = this.#pending.keys();
    if (this.#pending.size >= MAX_PENDING && oldest !== undefined) this.#pending.delete(oldest);
    this.#pending.set(id, { event, sinceMs: this.#options.clock.monotonic(), isTold: false });
    return undefined;
  }

  /** An answer to a call from before this trace says nothing that could be shown. */
  #answered(data: unknown): TraceEvent | undefined {
    const answer = readCommandResult(data);
    const call = answer === undefined ? undefined : this.#pending.get(answer.id);
    if (answer === undefined || call === undefined) return undefined;
    this.#pending.delete(answer.id);
    const durationMs = this.#options.clock.monotonic() - call.sinceMs;
    const { error } = answer;
    if (!isRecord(error)) {
      return { ...call.event, outcome: 'result', result: hidden('', answer.retval ?? null), durationMs };
    }
    const failure = { type: String(error['__everest__error_type']), message: String(error['__everest__error_msg']) };
    return { ...call.event, outcome: 'failure', failure, durationMs };
  }
}

interface About {
  readonly at: number;
  readonly module: string;
  readonly implementation: string;
  readonly interface?: string;
  readonly name: string;
}

function errorEvent(about: About, type: string, data: unknown): ErrorEvent {
  const object = isRecord(data) ? data : {};
  const text = (key: string): string => (typeof object[key] === 'string' ? object[key] : '');
  const state = type === 'ClearError' ? 'cleared' : 'raised';
  const [subType, severity, message] = [text('sub_type'), text('severity'), text('message')];
  return { ...about, kind: 'error', state, subType, severity, message };
}

function unreadable({ at, module }: About, topic: string, reason: string): TraceEvent {
  return { kind: 'unreadable', at, module, topic, reason };
}

/** The value with its secrets masked; one that is itself a secret by its name, or by the name beside it, is masked whole. */
function hidden(name: string, value: unknown): unknown {
  const masked = redact({ [name]: value }, DEPTH)[name];
  return byNeighbour(masked);
}

/** `{ key: 'AuthorizationKey', value: 'x' }`: settings travel as a name and a value beside each other. */
function byNeighbour(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byNeighbour);
  if (!isRecord(value)) return value;
  const name = [value['key'], value['name'], value['configuration_parameter_name']].find(
    (each) => typeof each === 'string',
  );
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'value' && typeof name === 'string' ? redact({ [name]: each }, DEPTH)[name] : byNeighbour(each),
    ]),
  );
}
