import type {
  AuthorizationStatus,
  AuthorizationType,
  IdToken,
  ProvidedIdToken,
  ValidationResult,
} from '#generated/types/authorization';

/** Who holds the grant of an EVSE. */
export interface Identifier {
  readonly idToken: IdToken;
  readonly authorizationType: AuthorizationType;
  readonly authorizationStatus: AuthorizationStatus;
  readonly expiryTime: string | undefined;
  readonly parentIdToken: IdToken | undefined;
}

export function identifierOf(token: ProvidedIdToken, result: ValidationResult): Identifier {
  return {
    idToken: token.id_token,
    authorizationType: token.authorization_type,
    authorizationStatus: result.authorization_status,
    expiryTime: result.expiry_time,
    parentIdToken: result.parent_id_token,
  };
}

/** The holder of a grant in the form in which tokens are published. */
export function tokenOf(identifier: Identifier, evseId: number): ProvidedIdToken {
  return {
    id_token: identifier.idToken,
    authorization_type: identifier.authorizationType,
    ...(identifier.parentIdToken === undefined ? {} : { parent_id_token: identifier.parentIdToken }),
    connectors: [evseId],
  };
}

/** OCPP 1.6 ed. 2 §7.28: an IdToken is a case-insensitive string. */
export function isSameValue(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The same token of the same type; a number on a card and the same number of an app are two tokens. */
export function isSameToken(a: IdToken, b: IdToken): boolean {
  return a.type === b.type && isSameValue(a.value, b.value);
}

/** Whether the value is that of the holder or of the holder's group, whatever the types. */
export function belongsTo(value: string, identifier: Identifier | undefined): boolean {
  if (identifier === undefined) return false;
  const { idToken, parentIdToken } = identifier;
  return isSameValue(value, idToken.value) || (parentIdToken !== undefined && isSameValue(value, parentIdToken.value));
}
