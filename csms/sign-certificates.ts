import type { Clock } from '../lib/clock/clock.js';
import { errorText } from '../lib/errors/everest-error.js';
import type { Logger } from '../lib/log/logger.js';
import type { AnswerScript } from './answer-script.js';
import type { CertificateAuthority } from './certificate-authority.js';

interface Parts {
  readonly authority: CertificateAuthority;
  readonly clock: Clock;
  readonly log: Logger;
  readonly print: (line: string) => void;
  /** Brings the certificate, when the answer to the request has left. */
  readonly deliver: (chargePointId: string, certificateChain: string) => Promise<unknown>;
}

/** Answers SignCertificate and has the certificate follow, as OCPP 1.6 wants it. */
export function signCertificates({ authority, clock, deliver, log, print }: Parts): AnswerScript<'SignCertificate'> {
  return async ({ csr }, { chargePointId }) => {
    const chain = await authority.sign(csr);
    if (chain === undefined) {
      print(`${chargePointId}: the certificate signing request is not good, it is rejected`);
      return { payload: { status: 'Rejected' } };
    }
    // the answer leaves before anything that begins in a later turn
    clock.setTimeout(() => {
      deliver(chargePointId, chain).catch((error: unknown) =>
        log.warn({ chargePointId, reason: errorText(error) }, 'signed certificate was not taken'),
      );
    }, 0);
    return { payload: { status: 'Accepted' } };
  };
}
