import type { Logger } from '../../lib/log/logger.js';
import type { BrokerAccess, BrokerAddress } from './broker-connection.js';
import { connectMqtt } from './mqtt-transport.js';
import type { Transport } from './transport.js';

/** How one participant connects; data that another process can be told. */
export interface BrokerTerms {
  readonly access?: BrokerAccess | undefined;
  /** Whether a lost connection is made again. */
  readonly reconnect?: boolean | undefined;
}

/** Opens the connections of one participant. A configured client id is that of the first; later ones get a number behind it. */
export function connectionOpener(
  address: BrokerAddress,
  terms: BrokerTerms | undefined,
  log: Logger,
): () => Promise<Transport> {
  let opened = 0;
  return () => connectMqtt({ address, ...terms, access: numbered(terms?.access, ++opened), log });
}

function numbered(access: BrokerAccess | undefined, number: number): BrokerAccess | undefined {
  if (access?.clientId === undefined || number === 1) return access;
  return { ...access, clientId: `${access.clientId}-${number}` };
}
