import type { IncomingMessage, ServerResponse } from 'node:http';
import { EverestError, errorText } from '../lib/errors/everest-error.js';

/** Path of the local control endpoint, on the port of the central system. */
export const CONTROL_PATH = '/control/send';
const MAX_BODY_BYTES = 1024 * 1024;

export interface ControlRequest {
  readonly chargePointId: string;
  readonly action: string;
  readonly payload: unknown;
}

export type ControlReply =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * Takes commands from this machine only: over loopback, addressed to a loopback name (so that no foreign name can be
 * pointed here), and not from a web page of another origin.
 */
export async function handleControl(
  request: IncomingMessage,
  response: ServerResponse,
  send: (request: ControlRequest) => Promise<unknown>,
): Promise<void> {
  const refusal = refusalOf(request);
  if (refusal !== undefined) {
    reply(response, refusal.status, { ok: false, code: 'CONTROL_REFUSED', message: refusal.reason });
    return;
  }
  try {
    reply(response, 200, { ok: true, payload: await send(readRequest(await readBody(request))) });
  } catch (error) {
    const code = error instanceof EverestError ? error.code : 'CONTROL_BAD_REQUEST';
    reply(response, 400, { ok: false, code, message: errorText(error) });
  }
}

interface Refusal {
  readonly status: number;
  readonly reason: string;
}

function refusalOf({ method, url, headers, socket }: IncomingMessage): Refusal | undefined {
  if (!isLoopbackAddress(socket.remoteAddress ?? '')) return { status: 403, reason: 'only from this machine' };
  if (!isLoopbackAuthority(headers.host)) return { status: 403, reason: 'only under a loopback name' };
  const { origin } = headers;
  if (origin !== undefined && !isLoopbackOrigin(origin)) return { status: 403, reason: 'not from another origin' };
  if (url !== CONTROL_PATH) return { status: 404, reason: 'nothing here' };
  if (method !== 'POST') return { status: 405, reason: 'POST is expected' };
  const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '');
  return isJson ? undefined : { status: 415, reason: 'application/json is expected' };
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address);
}

function isLoopbackAuthority(host: string | undefined): boolean {
  const text = `http://${host ?? ''}`;
  return URL.canParse(text) && isLoopbackName(new URL(text).hostname);
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackName(new URL(origin).hostname);
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || isLoopbackAddress(name);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('request is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readRequest(body: string): ControlRequest {
  const value: unknown = JSON.parse(body);
  if (typeof value !== 'object' || value === null) throw new Error('an object is expected');
  const { chargePointId, action, payload = {} } = value as Partial<Record<keyof ControlRequest, unknown>>;
  if (typeof chargePointId !== 'string' || typeof action !== 'string') {
    throw new Error('chargePointId and action are expected');
  }
  return { chargePointId, action, payload };
}

function reply(response: ServerResponse, status: number, body: ControlReply): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
