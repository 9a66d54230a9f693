import { PNC_VENDOR_ID } from './documents.js';
import type { PncContext } from './context.js';

type Message = 'Authorize' | 'Get15118EVCertificate' | 'GetCertificateStatus';

/** The document that the central system answers with; `undefined` without one, which includes every refusal. */
export async function ask(
  messageId: Message,
  document: object,
  { dataTransfer, log }: Pick<PncContext, 'dataTransfer' | 'log'>,
): Promise<string | undefined> {
  const response = await dataTransfer.send({ vendorId: PNC_VENDOR_ID, messageId, data: JSON.stringify(document) });
  if (response?.status === 'Accepted' && response.data !== undefined) return response.data;
  log.warn({ messageId, status: response?.status ?? 'none' }, 'no usable answer of the central system');
  return undefined;
}
