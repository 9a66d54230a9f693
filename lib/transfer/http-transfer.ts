import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Location } from './location.js';
import { DEFAULT_TIMEOUT_MS, type TransferOptions } from './options.js';
import { TransferFailed } from './transfer-failed.js';

/** RFC 9110 §9.3.1. */
export async function downloadOverHttp(location: Location, file: string, options: TransferOptions): Promise<void> {
  const request = open('GET', location, {}, options);
  const answered = answerOf(request);
  request.end();
  const response = await answered;
  checkStatus(response);
  await pipeline(response, createWriteStream(file), options.signal === undefined ? {} : { signal: options.signal });
}

/** RFC 9110 §9.3.4. */
export async function uploadOverHttp(file: string, location: Location, options: TransferOptions): Promise<void> {
  const { size } = await stat(file);
  const headers = { 'content-length': String(size), 'content-type': 'application/octet-stream' };
  const request = open('PUT', location, headers, options);
  const answered = answerOf(request);
  // What goes wrong on the way is an error of the request; once it is answered, the answer alone counts.
  pipeline(createReadStream(file), request).catch(() => undefined);
  const response = await answered;
  response.resume();
  checkStatus(response);
}

function open(
  method: string,
  { host, password = '', path, port, protocol, query, user }: Location,
  headers: Record<string, string>,
  { ca, signal, timeoutMs = DEFAULT_TIMEOUT_MS }: TransferOptions,
): ClientRequest {
  const options: RequestOptions & { ca?: string | string[] } = {
    method,
    host,
    headers,
    path: `/${path.map(encodeURIComponent).join('/')}${query}`,
    agent: false,
    timeout: timeoutMs,
    ...(port !== undefined && { port }),
    ...(user !== undefined && { auth: `${user}:${password}` }),
    ...(signal !== undefined && { signal }),
    ...(ca !== undefined && { ca: typeof ca === 'string' ? ca : [...ca] }),
  };
  const request = protocol === 'https' ? httpsRequest(options) : httpRequest(options);
  request.once('timeout', () => request.destroy(new Error(`the server said nothing for ${timeoutMs} ms`)));
  return request;
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // Errors after the response end its stream as well, and are seen there.
    request.on('error', reject);
  });
}

function checkStatus(response: IncomingMessage): void {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return;
  response.resume();
  const isPermission = status === 401 || status === 403 || status === 407;
  throw new TransferFailed(isPermission ? 'not-permitted' : 'failed', `the server answered with status ${status}`);
}
