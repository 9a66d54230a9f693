import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ListenFailed } from './errors.js';
import type { ServerTls } from './options.js';

export function createHttpServer(onRequest: RequestListener, tls: ServerTls | undefined): Server {
  if (tls === undefined) return createServer(onRequest);
  const { requireClientCertificate = false, ...context } = tls;
  return createTlsServer(
    {
      minVersion: 'TLSv1.2',
      ...context,
      requestCert: requireClientCertificate,
      // who is refused gets an answer that says why: see `refusedCertificate`
      rejectUnauthorized: false,
    },
    onRequest,
  );
}

/** Resolves with the port that is listened on. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new ListenFailed(`${host}:${port}`, error)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
