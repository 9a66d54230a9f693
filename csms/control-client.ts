import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../lib/clock/clock.js';
import { errorText } from '../lib/errors/everest-error.js';
import { CONTROL_PATH, type ControlReply, type ControlRequest } from './control-endpoint.js';
import { defaultHost, defaultPort } from './options.js';

/** Longer than the central system waits for a charge point. */
const REPLY_TIMEOUT_MS = 60_000;

export interface SendOptions {
  readonly clock: Clock;
  readonly host?: string;
  readonly port?: number;
  /** PEM of the root of a central system that serves `wss://`; absent for `ws://`. */
  readonly tlsRoot?: string;
  readonly chargePointId: string;
  readonly action: string;
  /** JSON text of the payload; default `{}`. */
  readonly payload?: string;
  /** Receives the answer as JSON. */
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
}

/** Has the central system that runs on this machine call a charge point. Resolves with the exit code, 0 or 1. */
export async function sendThroughCsms(options: SendOptions): Promise<0 | 1> {
  try {
    const { chargePointId, action, payload = '{}' } = options;
    const reply = await post(options, { chargePointId, action, payload: parsePayload(payload) });
    if (!reply.ok) throw new Error(reply.message);
    options.print(JSON.stringify(reply.payload));
    return 0;
  } catch (error) {
    options.printError(errorText(error));
    return 1;
  }
}

/** The payload of a call as somebody typed it. */
export function parsePayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`payload is not JSON: ${errorText(error)}`, { cause: error });
  }
}

function post(options: SendOptions, body: ControlRequest): Promise<ControlReply> {
  const { clock, host = defaultHost, port = defaultPort, tlsRoot } = options;
  const open = tlsRoot === undefined ? httpRequest : httpsRequest;
  const headers = { 'Content-Type': 'application/json' };
  const tls = tlsRoot === undefined ? {} : { ca: tlsRoot };
  return new Promise((resolve, reject) => {
    const request = open({ host, port, path: CONTROL_PATH, method: 'POST', headers, ...tls });
    const timer = clock.setTimeout(() => request.destroy(new Error('no answer in time')), REPLY_TIMEOUT_MS);
    request.on('error', (error) => reject(new Error(unreachable(host, port, error), { cause: error })));
    request.on('response', (response) => void readReply(response).then(resolve, reject));
    request.on('close', () => timer.cancel());
    request.end(JSON.stringify(body));
  });
}

function unreachable(host: string, port: number, error: Error): string {
  const isRefused = Reflect.get(error, 'code') === 'ECONNREFUSED';
  return isRefused
    ? `no central system listens on ${host}:${port}; start one with "everest csms"`
    : `central system on ${host}:${port}: ${error.message}`;
}

async function readReply(response: IncomingMessage): Promise<ControlReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isReply(value)) return value;
  throw new Error(`this is no central system (HTTP status ${response.statusCode ?? 0})`);
}

function isReply(value: unknown): value is ControlReply {
  if (typeof value !== 'object' || value === null) return false;
  const { ok, message } = value as { ok?: unknown; message?: unknown };
  return ok === true || (ok === false && typeof message === 'string');
}
