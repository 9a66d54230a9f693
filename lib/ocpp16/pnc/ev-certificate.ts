import type { PncContext } from './context.js';
import { readEvCertificateAnswer, type EvCertificateAction } from './documents.js';
import { ask } from './send.js';

/** A car wants its contract certificate. */
export interface EvCertificateRequest {
  readonly connectorId: number;
  /** Base64 EXI, as the car sent it. */
  readonly exiRequest: string;
  readonly schemaVersion: string;
  readonly action: EvCertificateAction;
}

type Parts = Pick<PncContext, 'callbacks' | 'dataTransfer' | 'guard' | 'log' | 'settings'>;

/** Application note Plug & Charge, M01 and M02: the answer goes to the application; without a usable one it hears nothing. */
export async function requestEvCertificate(request: EvCertificateRequest, parts: Parts): Promise<void> {
  const { callbacks, guard, log, settings } = parts;
  const { action, connectorId, exiRequest, schemaVersion } = request;
  if (!settings.isPncEnabled) {
    log.warn({ action, connectorId }, 'Plug & Charge is disabled, the car gets no certificate');
    return;
  }
  const document = { iso15118SchemaVersion: schemaVersion, action, exiRequest };
  const data = await ask('Get15118EVCertificate', document, parts);
  if (data === undefined) return;
  const answer = readEvCertificateAnswer(data);
  if (answer === undefined)
    return log.warn({ action, connectorId }, 'certificate of the car is malformed, it is dropped');
  log.info({ action, connectorId, status: answer.status }, 'central system answered the car');
  guard.run('evCertificateResponse', () => callbacks.evCertificateResponse?.(connectorId, answer, action));
}
