import { EverestError } from 'everest-ts';
import type { DummyTokenProvider } from '#generated/modules/DummyTokenProvider';
import type { AuthorizationType, IdToken, ProvidedIdToken } from '#generated/types/authorization';

const authorizationTypes: readonly AuthorizationType[] = ['OCPP', 'RFID', 'Autocharge', 'PlugAndCharge', 'BankCard'];

class UnknownAuthorizationType extends EverestError {
  constructor(text: string) {
    super('CFG_AUTHORIZATION_TYPE', `type "${text}" is unknown, use one of ${authorizationTypes.join(', ')}`);
  }
}

/** The token of the configuration, which is its own parent. `connector_id` 0 names no EVSE. */
export function configuredToken({
  token: value,
  type,
  connector_id: evseId,
}: DummyTokenProvider['config']['implementations']['main']): ProvidedIdToken {
  const authorizationType = authorizationTypes.find((known) => known === type);
  if (authorizationType === undefined) throw new UnknownAuthorizationType(type);
  const idToken: IdToken = { value, type: 'ISO14443' };
  return {
    id_token: idToken,
    parent_id_token: idToken,
    authorization_type: authorizationType,
    ...(evseId > 0 ? { connectors: [evseId] } : {}),
  };
}
