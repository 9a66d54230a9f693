import type { Timer } from '../../clock/clock.js';
import { decodeFrame } from '../../ocpp-j/frame.js';
import type { Call, CallError, CallResult, Frame, MalformedFrame } from '../../ocpp-j/frame.js';
import { uniqueId } from '../../ocpp-j/unique-id.js';
import { validateResponse } from '../messages/index.js';
import type { ActionToChargePoint, ActionToCsms, Request, Response } from '../messages/index.js';
import { IncomingCalls } from './incoming-calls.js';
import type { Answer } from './incoming-calls.js';
import type { CallHandler, ConnectionState, LinkOptions, RegistrationStatus } from './link-options.js';
import { MessageQueue } from './message-queue.js';
import type { CallOutcome, MessageReference, MessageResult, NotifyOptions } from './outcome.js';
import { Outbox } from './outbox.js';
import { QueueDisk } from './queue-disk.js';
import type { QueuedMessage } from './queued-message.js';
import { Registration } from './registration.js';

const TECH_INFO_LENGTH = 255;

/** The conversation with the central system: registration, message queue, incoming CALLs. */
export class Link {
  readonly #options: LinkOptions;
  readonly #registration: Registration;
  readonly #queue: MessageQueue;
  readonly #outbox: Outbox;
  readonly #incoming: IncomingCalls;
  /** Counts connections, so that an answer never leaves on a later one. */
  #connection = 0;
  #isConnected = false;
  #isClosed = false;
  #resumeDelayS = 0;
  #resume: Timer | undefined;
  #rawText = '';

  constructor(options: LinkOptions) {
    this.#options = options;
    const { clock, random, log, settings, transport } = options;
    const disk = new QueueDisk(options.store, log, (error) => options.events.storeFailed(error));
    const isAccepted = (): boolean => this.#registration.isAccepted;
    this.#registration = new Registration(clock, () => this.sendBootNotification());
    this.#queue = new MessageQueue({
      clock,
      disk,
      settings,
      isAccepted,
      createId: () => uniqueId(random),
      write: (text) => this.#write(text),
      done: (message, outcome) => this.#done(message, outcome),
    });
    const isConnected = (): boolean => this.#isConnected;
    this.#outbox = new Outbox({ clock, random, log, settings, disk, queue: this.#queue, isAccepted, isConnected });
    this.#incoming = new IncomingCalls({
      log,
      state: () => this.#registration.state,
      isActionOffered: options.isActionOffered,
      invalidMessage: () => this.#reportInvalid(),
    });
    transport.onConnected(() => this.#connected());
    transport.onDisconnected(() => this.#disconnected());
    transport.onText((text) => this.#received(text));
  }

  get connectionState(): ConnectionState {
    return this.#registration.state;
  }

  get registrationStatus(): RegistrationStatus {
    return this.#registration.status;
  }

  /** Whether a connection is open, whatever the central system thinks of us. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Messages waiting, without the one in flight. */
  get queueLength(): number {
    return this.#queue.length;
  }

  /** Loads what an earlier run left unsent and queues BootNotification; it leaves as soon as a connection is open. */
  start(): void {
    this.#outbox.load();
    this.sendBootNotification();
  }

  /** Seconds the queue stays silent after a reconnect (not after the first connection). */
  setResumeDelay(seconds: number): void {
    this.#resumeDelayS = seconds;
  }

  handle<A extends ActionToChargePoint>(action: A, handler: CallHandler<A>): void {
    this.#incoming.handle(action, handler);
  }

  /** Queues BootNotification at the front; also for TriggerMessage. */
  sendBootNotification(): void {
    this.notify('BootNotification', this.#options.bootNotification());
  }

  /**
   * Queues a message nobody waits for; transaction messages are on disk when this returns.
   * `undefined`: it was dropped because it cannot be sent now and need not be kept.
   */
  notify<A extends ActionToCsms>(
    action: A,
    payload: Request<A>,
    options: NotifyOptions = {},
  ): MessageReference | undefined {
    return this.#isClosed ? undefined : this.#outbox.notify(action, payload, options);
  }

  /** Sends a message and waits for its answer; never queued while it cannot be sent. */
  call<A extends ActionToCsms>(
    action: A,
    payload: Request<A>,
    options: Pick<NotifyOptions, 'isTriggered'> = {},
  ): Promise<CallOutcome<A>> {
    if (this.#isClosed) return Promise.resolve({ kind: 'offline' });
    return this.#outbox.call(action, payload, options.isTriggered === true);
  }

  /** What `work` stores and sends with `notify` is on disk as one before any of it leaves. */
  atomically(work: () => void): void {
    this.#queue.atomically(work);
  }

  /** Whether this message still waits for its answer. */
  isPending(reference: MessageReference): boolean {
    return this.#queue.has((message) => message.reference === reference);
  }

  /** Stops all timers and reports; what is on disk stays there for the next start. */
  close(): void {
    this.#isClosed = true;
    this.#isConnected = false;
    this.#resume?.cancel();
    this.#registration.close();
    this.#queue.close();
  }

  #connected(): void {
    if (this.#isClosed) return;
    const isFirst = this.#connection === 0;
    this.#connection += 1;
    this.#isConnected = true;
    this.#registration.connected();
    this.#options.frameLog?.system('Connected');
    this.#options.events.connected();
    if (isFirst || this.#resumeDelayS === 0) {
      this.#queue.resume();
      return;
    }
    this.#resume?.cancel();
    this.#resume = this.#options.clock.setTimeout(() => this.#queue.resume(), this.#resumeDelayS * 1000);
  }

  #disconnected(): void {
    if (this.#isClosed || !this.#isConnected) return;
    this.#isConnected = false;
    this.#resume?.cancel();
    this.#queue.pause();
    this.#options.frameLog?.system('Disconnected');
    this.#options.events.disconnected();
  }

  #received(text: string): void {
    if (this.#isClosed) return;
    this.#rawText = text;
    const frame = decodeFrame(text);
    if (frame.type === 'malformed') {
      this.#refuse(frame);
      return;
    }
    this.#options.frameLog?.incoming(text);
    this.#dispatch(frame);
  }

  #refuse({ reason, reply }: MalformedFrame): void {
    this.#options.log.warn({ reason }, 'frame of the central system could not be read');
    if (reply !== undefined) this.#send({ text: reply, afterAnswer: [] });
  }

  #dispatch(frame: Frame): void {
    switch (frame.type) {
      case 'call':
        this.#answerCall(frame);
        return;
      case 'result':
      case 'error':
        this.#takeAnswer(frame);
    }
  }

  #answerCall(call: Call): void {
    this.#queue.hold(call.id);
    const answer = this.#incoming.answer(call);
    if (answer instanceof Promise) {
      void this.#answerLater(call, answer);
      return;
    }
    if (answer !== undefined) this.#send(answer);
    this.#queue.release(call.id);
  }

  async #answerLater(call: Call, answer: Promise<Answer>): Promise<void> {
    const connection = this.#connection;
    const settled = await answer;
    if (this.#isConnected && connection === this.#connection) this.#send(settled);
    else for (const work of settled.afterAnswer) work();
    this.#queue.release(call.id);
  }

  #send({ text, afterAnswer }: Answer): void {
    const finish = (): void => afterAnswer.forEach((work) => work());
    const failed = (error: unknown): void => {
      this.#options.log.warn({ err: error }, 'answer to the central system could not be sent');
      finish();
    };
    try {
      const writing = this.#write(text);
      if (writing instanceof Promise) void writing.then(finish, failed);
      else finish();
    } catch (error) {
      failed(error);
    }
  }

  #write(text: string): void | Promise<void> {
    this.#options.frameLog?.outgoing(text);
    return this.#options.transport.send(text);
  }

  #takeAnswer(frame: CallResult | CallError): void {
    const message = this.#queue.takeAnswered(frame.id);
    if (message === undefined) {
      this.#options.log.warn({ messageId: frame.id }, 'answer without a question ignored');
      this.#queue.pump();
      return;
    }
    if (frame.type === 'error') {
      this.#queue.retryOrComplete(message, { kind: 'error', code: frame.code, description: frame.description });
      return;
    }
    this.#queue.complete(message, this.#readResponse(message.action, frame.payload));
  }

  #readResponse(action: ActionToCsms, payload: unknown): CallOutcome<ActionToCsms> {
    const violation = validateResponse(action, payload);
    // Checked against the action's definition just above.
    if (violation === undefined) return { kind: 'response', payload: payload as Response<ActionToCsms> };
    this.#reportInvalid();
    return { kind: 'invalid', reason: violation.message };
  }

  /** Never throws or rejects, so that a faulty owner cannot block the queue. */
  #done(message: QueuedMessage, outcome: CallOutcome<ActionToCsms>): void | Promise<void> {
    if (this.#isClosed || message.settle !== undefined) return undefined;
    const report = (error: unknown): void => {
      this.#options.log.error({ err: error, action: message.action }, 'handling of an answer failed');
    };
    try {
      return this.#deliver(message, outcome)?.catch(report);
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  #deliver(message: QueuedMessage, outcome: CallOutcome<ActionToCsms>): Promise<void> | undefined {
    const { action, reference, payload: request } = message;
    if (action === 'BootNotification') {
      this.#bootAnswered(outcome);
      return undefined;
    }
    // Action, request and outcome belong together by construction.
    const result = { action, reference, request, outcome } as MessageResult;
    return this.#options.events.messageDone(result) ?? undefined;
  }

  /** An answer that cannot be read is no answer: the question is put again after a minute. */
  #bootAnswered(outcome: CallOutcome<ActionToCsms>): void {
    if (outcome.kind !== 'response') {
      if (this.#registration.state !== 'Booted') this.#registration.askAgainIn();
      return;
    }
    const response = outcome.payload as Response<'BootNotification'>;
    if (this.#registration.take(response)) this.#options.events.bootNotification(response);
  }

  #reportInvalid(): void {
    this.#options.events.invalidMessage([...this.#rawText].slice(0, TECH_INFO_LENGTH).join(''));
  }
}
