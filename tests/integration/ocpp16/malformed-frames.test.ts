import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { WebSocketServer, type WebSocket } from 'ws';
import { Station } from './support.js';

type Frame = readonly unknown[];

/** A central system that sends whatever it is given, and answers what a boot needs. */
class RawServer {
  readonly #server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'ocpp1.6' });
  connections = 0;
  readonly answers: Frame[] = [];
  #socket: WebSocket | undefined;
  #waiting: (() => void)[] = [];

  async listen(): Promise<string> {
    await new Promise((resolve) => this.#server.once('listening', resolve));
    this.#server.on('connection', (socket) => {
      this.connections++;
      this.#socket = socket;
      socket.on('message', (data) => this.#received(JSON.parse((data as Buffer).toString('utf8')) as Frame));
    });
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  say(text: string): void {
    this.#socket!.send(text);
  }

  /** Sends a good call and resolves when it is answered: everything before it has had its answer by then. */
  async good(id: string): Promise<void> {
    this.say(JSON.stringify([2, id, 'GetLocalListVersion', {}]));
    await this.until(() => this.answers.some(([type, answered]) => type === 3 && answered === id));
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #received(frame: Frame): void {
    const [type, id, action] = frame;
    if (type !== 2) this.answers.push(frame);
    else this.say(JSON.stringify([3, id, replyTo(String(action))]));
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

function replyTo(action: string): object {
  const currentTime = new Date().toISOString();
  return action === 'BootNotification' ? { status: 'Accepted', interval: 300, currentTime } : {};
}

let server: RawServer;
let station: Station;

beforeEach(async () => {
  server = new RawServer();
  station = await Station.create(await server.listen(), { Security: { SecurityProfile: 0 } });
  await station.chargePoint.start();
  await server.until(() => server.connections === 1);
});

afterEach(async () => {
  await station.close();
  await server.close();
});

const id = '19223201-4c5a-4f6e-9d2a-0a1b2c3d4e5f';
const call = (...rest: unknown[]): string => JSON.stringify([2, id, ...rest]);
const reserve = { connectorId: 1, expiryDate: '2030-01-01T00:00:00Z', idTag: 'TAG', reservationId: 1 };

/** What comes in, and the code of the CALLERROR, with the id it has; no code means no answer. */
const kinds: readonly (readonly [kind: string, text: string, code?: string, answeredId?: string])[] = [
  ['text that is not JSON', 'hello', 'GenericError', '-1'],
  ['an empty text', '', 'GenericError', '-1'],
  ['a JSON object', '{"a":1}', 'GenericError', '-1'],
  ['a JSON text', '"CALL"', 'GenericError', '-1'],
  ['null', 'null', 'GenericError', '-1'],
  ['no element', '[]', 'GenericError', '-1'],
  ['one element', '[2]', 'GenericError', '-1'],
  ['a numeric id', '[2,17,"ClearCache",{}]', 'GenericError', '-1'],
  ['an id of 37 characters', `[2,"${'i'.repeat(37)}","ClearCache",{}]`, 'GenericError', '-1'],
  ['no action', call(), 'GenericError', id],
  ['a numeric action', call(7, {}), 'GenericError', id],
  ['an unknown action', call('MakeCoffee', {}), 'NotImplemented', id],
  ['an action with the name of a response', call('ResetResponse', {}), 'NotImplemented', id],
  ['an action of OCPP 2.0.1', call('GetVariables', {}), 'NotImplemented', id],
  ['an action of the other direction', call('Heartbeat', {}), 'NotSupported', id],
  ['an action whose profile is not offered', call('GetDiagnostics', { location: 'x' }), 'NotSupported', id],
  ['no payload', call('Reset'), 'FormationViolation', id],
  ['a payload that is an array', call('Reset', []), 'FormationViolation', id],
  ['a member missing', call('Reset', {}), 'FormationViolation', id],
  [
    'a member of another type',
    call('ChangeAvailability', { connectorId: '1', type: 'Operative' }),
    'FormationViolation',
    id,
  ],
  ['null for a member', call('Reset', { type: null }), 'FormationViolation', id],
  ['an unknown enum value', call('Reset', { type: 'Warm' }), 'FormationViolation', id],
  ['a text that is too long', call('ReserveNow', { ...reserve, idTag: 'T'.repeat(21) }), 'FormationViolation', id],
  ['an unreadable date-time', call('ReserveNow', { ...reserve, expiryDate: 'tomorrow' }), 'FormationViolation', id],
  ['message type 5', '[5,"x","Reset",{}]'],
  ['message type as text', '["2","x","Reset",{}]'],
  ['a result that nobody waits for', '[3,"x",{}]'],
  ['an error that nobody waits for', '[4,"x","GenericError","",{}]'],
  ['a result without payload', '[3,"x"]'],
];

test('ocpp16 §3.11 · every kind of malformed input gets its answer, and the same connection goes on', async () => {
  await server.good('warm-up');
  const seen: unknown[] = [];
  for (const [index, [kind, text]] of kinds.entries()) {
    const before = server.answers.length;
    server.say(text);
    await server.good(`good ${index}`);
    const between = server.answers.slice(before).filter(([, answered]) => answered !== `good ${index}`);
    seen.push([kind, ...between]);
  }

  expect(seen).toEqual(
    kinds.map(([kind, , code, answeredId]) =>
      code === undefined ? [kind] : [kind, [4, answeredId, code, expect.any(String), {}]],
    ),
  );
  expect(server.connections).toBe(1);
});

test('OCPP 1.6 §7.44 · an unknown trigger is answered with a status', async () => {
  server.say(call('TriggerMessage', { requestedMessage: 'Coffee' }));
  await server.until(() => server.answers.some(([, answered]) => answered === id));

  expect(server.answers.find(([, answered]) => answered === id)).toEqual([3, id, { status: 'NotImplemented' }]);
});

test('ocpp16 §3.11 · unknown members and text beyond ASCII are no violation', async () => {
  server.say(call('ReserveNow', { ...reserve, idTag: 'Grüße', extra: 1 }));
  await server.until(() => server.answers.some(([, answered]) => answered === id));

  expect(server.answers.find(([, answered]) => answered === id)).toEqual([3, id, { status: 'Rejected' }]);
});
