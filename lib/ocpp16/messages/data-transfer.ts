import { freeText, oneOf, optional, text } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §4.3 and §5.6. */
export const dataTransfer = message({
  profile: 'Core',
  direction: 'both',
  request: { vendorId: text(255), messageId: optional(text(50)), data: optional(freeText) },
  response: { status: oneOf('Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId'), data: optional(freeText) },
});
