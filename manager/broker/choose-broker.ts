import { lstatSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import type { BrokerAddress } from '../../framework/wire/mqtt-transport.js';
import type { TermsOf } from './broker-identities.js';
import { EmbeddedBroker } from './embedded-broker.js';

export type BrokerMode = 'auto' | 'embedded' | 'external';

export interface BrokerSettings {
  readonly mode: BrokerMode;
  readonly host: string;
  readonly port: number;
  readonly socketPath?: string;
  /** Participants have TLS, users or passwords, which only another broker can check. */
  readonly secured?: boolean;
}

export interface ChosenBroker {
  /** Present when the broker runs in this process. */
  readonly embedded: EmbeddedBroker | undefined;
  /** The address that other processes use. */
  readonly address: BrokerAddress;
  /** How participants connect; absent: as nobody in particular. */
  readonly termsOf?: TermsOf;
}

/** How long a broker may take to accept a connection, in ms. */
const PROBE_MS = 1000;
const loopback = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0']);

class BrokerNotLocal extends EverestError {
  constructor(host: string) {
    super('BUS_BROKER_NOT_LOCAL', `nothing answers at ${host}, and an embedded broker can only serve this machine`);
  }
}

class BrokerNotSecure extends EverestError {
  constructor() {
    super(
      'CFG_BROKER_EMBEDDED',
      'the embedded broker takes neither TLS nor users; use --broker external, or leave them out',
    );
  }
}

/** `auto` takes a broker that answers at the configured address and otherwise starts the embedded one there. */
export async function chooseBroker(settings: BrokerSettings, log: Logger): Promise<ChosenBroker> {
  const { host, port, socketPath, secured = false } = settings;
  const mode = secured && settings.mode === 'auto' ? 'external' : settings.mode;
  if (secured && mode === 'embedded') throw new BrokerNotSecure();
  const address: BrokerAddress = socketPath === undefined ? { host, port } : { socketPath };
  if (mode === 'external' || (mode === 'auto' && (await answers(address)))) return { embedded: undefined, address };
  if (socketPath !== undefined) {
    await removeStale(socketPath);
    return { embedded: await EmbeddedBroker.start({ socketPath }, log), address };
  }
  if (!loopback.has(host)) throw new BrokerNotLocal(`${host}:${port}`);
  const embedded = await EmbeddedBroker.start({ host: host === '0.0.0.0' ? host : '127.0.0.1', port }, log);
  return { embedded, address: { host: '127.0.0.1', port: embedded.port } };
}

/** compatibility-contract.md §1.6: a socket that a killed manager has left behind must not keep the next one from starting. */
async function removeStale(socketPath: string): Promise<void> {
  const left = lstatSync(socketPath, { throwIfNoEntry: false })?.isSocket() === true;
  if (left && !(await answers({ socketPath }))) rmSync(socketPath, { force: true });
}

function answers(address: BrokerAddress): Promise<boolean> {
  return new Promise((resolve) => {
    if ('openStream' in address) return resolve(false);
    const socket =
      'socketPath' in address
        ? connect({ path: address.socketPath })
        : connect({ host: address.host, port: address.port });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PROBE_MS, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
