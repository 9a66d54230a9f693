import { appendFile } from 'node:fs/promises';
import { errorText, type Logger } from 'everest-ts';
import type { Configuration, TlsCredentials } from '../../lib/ocpp16/index.js';

/** With the secrets anybody can read the recorded traffic; only the user of the station may read the file. */
const SECRET_FILE_MODE = 0o600;

/** Session secrets for network analysers (`EnableTLSKeylog`); nothing unless the operator wants it. */
export function tlsKeyLog(configuration: Configuration, log: Logger): Pick<TlsCredentials, 'onKeylog'> {
  if (!configuration.get('EnableTLSKeylog')) return {};
  const path = configuration.get('TLSKeylogFile');
  log.warn({ path }, 'secrets of the TLS connection are written to a file');
  return {
    onKeylog: (line) => {
      appendFile(path, line, { mode: SECRET_FILE_MODE }).catch((error: unknown) =>
        log.warn({ path, reason: errorText(error) }, 'secrets of the TLS connection cannot be written'),
      );
    },
  };
}
