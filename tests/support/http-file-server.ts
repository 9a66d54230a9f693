import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

interface Taken {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpFileServerOptions {
  readonly tls?: { readonly cert: string; readonly key: string };
  /** `user:password` that a request has to bring. */
  readonly credentials?: string;
}

/** A small HTTP server: gives files with GET and takes them with PUT. */
export class HttpFileServer {
  /** Content by path. */
  readonly files = new Map<string, Buffer | string>();
  /** Statuses of the next answers; then it answers as it should. */
  readonly failures: number[] = [];
  readonly requests: Taken[] = [];
  /** Answers nothing to anybody. */
  isSilent = false;
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';

  static async start(options: HttpFileServerOptions = {}): Promise<HttpFileServer> {
    const server = new HttpFileServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  private constructor({ credentials, tls }: HttpFileServerOptions) {
    this.#scheme = tls === undefined ? 'http' : 'https';
    this.#server = tls === undefined ? createServer() : createSecureServer(tls);
    this.#server.on('request', (request, response) => {
      const body: Buffer[] = [];
      request.on('data', (chunk: Buffer) => body.push(chunk));
      request.on('end', () => {
        const { headers, method = '', url = '' } = request;
        this.requests.push({ method, path: url, headers, body: Buffer.concat(body) });
        if (this.isSilent) return;
        const failure = this.failures.shift();
        const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
        if (failure !== undefined) response.writeHead(failure).end('no');
        else if (wanted !== undefined && headers.authorization !== wanted) response.writeHead(401).end();
        else if (method === 'PUT') {
          this.files.set(url, Buffer.concat(body));
          response.writeHead(201).end();
        } else if (this.files.has(url)) response.writeHead(200).end(this.files.get(url));
        else response.writeHead(404).end('there is no such file');
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string, credentials = ''): string {
    return `${this.#scheme}://${credentials}127.0.0.1:${this.port}${path}`;
  }

  /** Resolves when one more request has come. */
  async nextRequest(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.once('request', () => resolve()));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
