import { createReadStream, realpathSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

interface StaticFile {
  readonly path: string;
  readonly size: number;
  readonly type: string;
}

/** The file that a request path names in `folder`; undefined where there is none. Nothing outside of the folder is found, also not over a link. */
export function findStaticFile(folder: string, requestPath: string): StaticFile | undefined {
  const wanted = decodePath(requestPath);
  if (wanted === undefined) return undefined;
  try {
    const root = realpathSync(folder);
    const named = realpathSync(join(root, wanted));
    const path = statSync(named).isDirectory() ? realpathSync(join(named, 'index.html')) : named;
    const found = statSync(path);
    if (!path.startsWith(root + sep) || !found.isFile()) return undefined;
    return { path, size: found.size, type: TYPES[extname(path)] ?? 'application/octet-stream' };
  } catch {
    return undefined;
  }
}

function decodePath(requestPath: string): string | undefined {
  const [path = '/'] = requestPath.split(/[?#]/);
  try {
    const decoded = decodeURIComponent(path);
    return decoded.startsWith('/') && !decoded.includes('\0') ? decoded : undefined;
  } catch {
    return undefined;
  }
}

/** Answers a GET or HEAD with a file of `folder`. */
export function serveStatic(folder: string | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'only GET and HEAD');
  const file = folder === undefined ? undefined : findStaticFile(folder, request.url ?? '/');
  if (file === undefined) return refuse(response, 404, 'there is no such file');
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': file.size,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  if (request.method === 'HEAD') return void response.end();
  // closes the file also when the client has gone
  pipeline(createReadStream(file.path), response, () => undefined);
}

export function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(`${reason}\n`);
}
