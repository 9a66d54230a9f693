import { connect, type Socket as NetSocket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { WebSocket, type ClientOptions } from 'ws';
import { failureOfError, failureOfStatus, type ConnectionFailure } from './failure.js';
import type { Socket, SocketEvents } from './socket.js';
import { SUB_PROTOCOL, type ConnectionTarget } from './target.js';
import { connectTls } from './tls.js';

/** Greatest message accepted from a peer, bytes; far above anything OCPP 1.6 can produce. */
export const MAX_INCOMING_BYTES = 8 * 1024 * 1024;
/** RFC 6455 §5.5: payload of a control frame. */
const MAX_CONTROL_BYTES = 125;

/** Opens a connection with the `ws` package. Throws only for options that it cannot use. */
export function openWebSocket(target: ConnectionTarget, events: SocketEvents): Socket {
  const webSocket = new WebSocket(target.uri, SUB_PROTOCOL, clientOptions(target));
  forwardEvents(webSocket, events);
  return {
    send: (text, done) => webSocket.send(text, { binary: false, compress: false }, done),
    ping: (payload) => webSocket.ping(pingData(payload)),
    close: (code) => webSocket.close(code),
    terminate: () => webSocket.terminate(),
  };
}

/** What fits of a payload, in whole characters; a ping that is never sent is never answered either. */
function pingData(payload: string): Uint8Array {
  const data = new Uint8Array(MAX_CONTROL_BYTES);
  return data.subarray(0, new TextEncoder().encodeInto(payload, data).written);
}

function clientOptions(target: ConnectionTarget): ClientOptions {
  return {
    headers: { ...target.headers },
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: MAX_INCOMING_BYTES,
    createConnection: () => connectSocket(target),
  };
}

function connectSocket({ host, port, networkInterface, tls }: ConnectionTarget): NetSocket {
  const localAddress = networkInterface === undefined ? undefined : addressOf(networkInterface);
  const peer = { host, port, ...(localAddress === undefined ? {} : { localAddress }) };
  return tls === undefined ? connect({ ...peer, noDelay: true }) : connectTls(peer, tls);
}

/** The first IPv4 address of an interface, else its first address. What is no interface is an address already. */
function addressOf(nameOrAddress: string): string {
  const addresses = networkInterfaces()[nameOrAddress];
  if (addresses === undefined) return nameOrAddress;
  return (addresses.find(({ family }) => family === 'IPv4') ?? addresses[0])?.address ?? nameOrAddress;
}

function forwardEvents(webSocket: WebSocket, events: SocketEvents): void {
  let chosen = '';
  let isOpen = false;
  let failure: ConnectionFailure | undefined;

  // A server that selects no or another sub-protocol is used all the same, so `ws` must not see its choice.
  webSocket.on('upgrade', (response) => {
    chosen = response.headers['sec-websocket-protocol'] ?? '';
    response.headers['sec-websocket-protocol'] = SUB_PROTOCOL;
  });
  webSocket.on('unexpected-response', (request, response) => {
    failure ??= failureOfStatus(response.statusCode ?? 0);
    response.resume();
    request.destroy();
    webSocket.terminate();
  });
  webSocket.on('error', (error) => {
    failure ??= failureOfError(error);
  });
  webSocket.on('open', () => {
    isOpen = true;
    events.opened(chosen);
  });
  webSocket.on('message', (data) => events.text(textOf(data)));
  webSocket.on('pong', () => events.pong());
  webSocket.on('close', (code, reason) => {
    if (isOpen) events.closed(code, failure?.message ?? reason.toString('utf8'));
    else events.failed(failure ?? { kind: 'network', message: 'connection closed during the handshake' });
  });
}

/** Binary frames are read as UTF-8, as some central systems send their text so. */
export function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}
