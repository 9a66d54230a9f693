import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../manager/config/index.js';
import { readOcppFile, type ChargePointPlan } from './station-plan.js';

export interface CentralSystemAddress {
  readonly host: string;
  readonly port: number;
  /** Before the identity of the charge point, with a slash at both ends. */
  readonly path: string;
  readonly secure: boolean;
}

const PROBE_MS = 500;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A CentralSystemURI may come without a scheme and with the identity at its end. */
export function addressOf({ uri, chargePointId, securityProfile }: ChargePointPlan): CentralSystemAddress {
  const scheme = securityProfile >= 2 ? 'wss' : 'ws';
  const url = new URL(uri.includes('://') ? uri : `${scheme}://${uri}`);
  const secure = url.protocol === 'wss:';
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  if (segments.at(-1) === chargePointId) segments.pop();
  const path = segments.length === 0 ? '/' : `/${segments.join('/')}/`;
  return { host: url.hostname, port: Number(url.port === '' ? (secure ? 443 : 80) : url.port), path, secure };
}

/** Whether our own central system may stand in when nothing answers there. */
export function isOnThisMachine({ host, secure }: CentralSystemAddress): boolean {
  return loopback.has(host) && !secure;
}

export function answers({ host, port }: CentralSystemAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PROBE_MS, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

export interface Redirected {
  readonly configuration: Configuration;
  /** Removes the OCPP configurations that were written for this run. */
  readonly remove: () => void;
}

/**
 * The same station for a central system that is not ours: it connects to `uri` where that is given, and publishes its OCPP
 * messages on the bus. The OCPP configuration files stay as they are.
 */
export function redirect(
  configuration: Configuration,
  chargePoints: readonly ChargePointPlan[],
  uri: string | undefined,
): Redirected {
  const folder = mkdtempSync(join(tmpdir(), 'everest-ts-'));
  const modules = new Map(configuration.modules);
  for (const { moduleId, configFile } of chargePoints) {
    const file = join(folder, `${moduleId}.json`);
    const document = withMessages(readOcppFile(configFile));
    const changed = uri === undefined ? document : withUri(document, uri);
    writeFileSync(file, JSON.stringify(changed, undefined, 2), { mode: 0o600 });
    const module = modules.get(moduleId);
    if (module === undefined) continue;
    const own = (module.parameters['!module'] ?? []).map((parameter) =>
      parameter.name === 'ChargePointConfigPath' ? { ...parameter, value: file } : parameter,
    );
    modules.set(moduleId, { ...module, parameters: { ...module.parameters, '!module': own } });
  }
  return {
    configuration: { ...configuration, modules },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The format `callback` puts each message on the bus, as variable `ocpp_message`. */
function withMessages(document: Record<string, unknown>): Record<string, unknown> {
  const internal = document['Internal'] as Record<string, unknown>;
  const formats = (internal['LogMessagesFormat'] ?? []) as readonly string[];
  const changed = { ...internal, LogMessages: true, LogMessagesFormat: [...new Set([...formats, 'callback'])] };
  return { ...document, Internal: changed };
}

/** OCPP-J security profiles 2 and 3 are those with TLS; the scheme and the profile have to agree. */
function withUri(document: Record<string, unknown>, uri: string): Record<string, unknown> {
  const security = (document['Security'] ?? {}) as Record<string, unknown>;
  const profile = Number(security['SecurityProfile'] ?? 0);
  const wanted = uri.startsWith('wss://') ? Math.max(profile, 2) : Math.min(profile, 1);
  return {
    ...document,
    Internal: { ...(document['Internal'] as Record<string, unknown>), CentralSystemURI: uri },
    Security: { ...security, SecurityProfile: wanted },
  };
}
