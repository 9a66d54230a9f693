import type { Logger } from 'everest-ts';
import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import { ChargePointNotStarted, type ChargePoint, type ContractAuthorization } from '../../lib/ocpp16/index.js';

interface Parts {
  readonly chargePoint: ChargePoint;
  readonly log: Logger;
}

/** Whether a car may charge on the contract that it shows (Plug & Charge). */
export async function validateContract(token: ProvidedIdToken, { chargePoint, log }: Parts): Promise<ValidationResult> {
  const { certificate: chain, id_token: idToken, iso15118CertificateHashData: hashData } = token;
  const contract = {
    emaid: idToken.value,
    ...(chain !== undefined && { chain }),
    ...(hashData !== undefined && { hashData }),
  };
  try {
    return resultOf(await chargePoint.authorizeContract(contract));
  } catch (error) {
    if (!(error instanceof ChargePointNotStarted)) throw error;
    log.warn('a contract came while the charge point is not running and is refused');
    return { authorization_status: 'Unknown', tariff_messages: [] };
  }
}

function resultOf(authorization: ContractAuthorization): ValidationResult {
  const { certificateStatus, evseIds, expiryDate, groupId, status } = authorization;
  return {
    authorization_status: status,
    tariff_messages: [],
    ...(certificateStatus !== undefined && { certificate_status: certificateStatus }),
    ...(evseIds !== undefined && { evse_ids: [...evseIds] }),
    ...(expiryDate !== undefined && { expiry_time: expiryDate }),
    ...(groupId !== undefined && { parent_id_token: { value: groupId, type: 'Central' } }),
  };
}
