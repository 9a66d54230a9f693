import { EverestError } from 'everest-ts';
import type { AuthorizationType, IdToken, IdTokenType, ProvidedIdToken } from '#generated/types/authorization';
import { isRecord } from '../../lib/json/is-record.js';

const authorizationTypes: readonly AuthorizationType[] = ['OCPP', 'RFID', 'Autocharge', 'PlugAndCharge', 'BankCard'];

const idTokenTypes: readonly IdTokenType[] = [
  'Central',
  'eMAID',
  'MacAddress',
  'ISO14443',
  'ISO15693',
  'KeyCode',
  'Local',
  'NoAuthorization',
];

type Fields = Readonly<Record<string, unknown>>;

class TokenUnreadable extends EverestError {
  constructor(reason: string, cause?: unknown) {
    super('MODULE_TOKEN_UNREADABLE', reason, cause === undefined ? {} : { cause });
  }
}

/**
 * Reads a ProvidedIdToken. Scripts of earlier releases are understood too: tokens as plain text, with their type in
 * `id_token_type`, and the authorization type in `type`.
 */
export function readToken(payload: string): ProvidedIdToken {
  const { type, id_token_type: textType, ...fields } = readFields(payload);
  const parent = fields['parent_id_token'];
  return {
    ...fields,
    id_token: readIdToken(fields['id_token'], textType),
    ...(parent === undefined ? {} : { parent_id_token: readIdToken(parent, textType) }),
    authorization_type: oneOf(authorizationTypes, fields['authorization_type'] ?? type, 'authorization_type'),
  };
}

function readFields(payload: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch (error) {
    throw new TokenUnreadable('payload is not JSON', error);
  }
  if (!isRecord(value)) throw new TokenUnreadable('payload is not a JSON object');
  return value;
}

function readIdToken(token: unknown, textType: unknown): IdToken {
  if (typeof token === 'string') {
    return { value: token, type: oneOf(idTokenTypes, textType ?? 'ISO14443', 'id_token_type') };
  }
  if (!isRecord(token) || typeof token['value'] !== 'string') {
    throw new TokenUnreadable('id_token has no value');
  }
  return { ...token, value: token['value'], type: oneOf(idTokenTypes, token['type'], 'id_token.type') };
}

function oneOf<T extends string>(known: readonly T[], value: unknown, field: string): T {
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw new TokenUnreadable(`${field} is none of ${known.join(', ')}`);
  return found;
}
