import type { Logger } from 'everest-ts';
import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import { ChargePointNotStarted, type Authorization, type ChargePoint } from '../../lib/ocpp16/index.js';
import { validateContract } from './contract-validation.js';
import { isIdTag } from './id-tag.js';
import { messageContents } from './session-cost.js';

interface Parts {
  readonly chargePoint: ChargePoint;
  readonly log: Logger;
}

const unknown: ValidationResult = { authorization_status: 'Unknown', tariff_messages: [] };

/** What list, cache or central system say of a token. */
export async function validateToken(token: ProvidedIdToken, { chargePoint, log }: Parts): Promise<ValidationResult> {
  const { authorization_type: type, id_token: idToken } = token;
  if (type === 'PlugAndCharge') return validateContract(token, { chargePoint, log });
  if (!isIdTag(idToken.value)) {
    log.warn({ length: idToken.value.length }, 'the token is too long for OCPP 1.6 and is refused');
    return unknown;
  }
  try {
    return resultOf(await chargePoint.authorize(idToken.value));
  } catch (error) {
    if (!(error instanceof ChargePointNotStarted)) throw error;
    log.warn('a token came while the charge point is not running and is refused');
    return unknown;
  }
}

function resultOf({ expiryDate, parentIdTag, status, tariffTexts = [] }: Authorization): ValidationResult {
  return {
    authorization_status: status,
    tariff_messages: messageContents(tariffTexts),
    ...(expiryDate !== undefined && { expiry_time: expiryDate }),
    ...(parentIdTag !== undefined && { parent_id_token: { value: parentIdTag, type: 'Central' } }),
  };
}
