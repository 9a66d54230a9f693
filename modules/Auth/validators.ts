import { EverestError, type Logger, type Required } from 'everest-ts';
import type { AuthTokenValidatorInterface } from '#generated/interfaces/auth_token_validator';
import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';

export interface ValidatorsParts {
  readonly connections: readonly Required<AuthTokenValidatorInterface>[];
  readonly log: Logger;
}

/** All verdicts on a token in the order of the connections. A token that was validated before needs none. */
export async function verdictsOn(
  token: ProvidedIdToken,
  { connections, log }: ValidatorsParts,
): Promise<readonly ValidationResult[]> {
  if (token.prevalidated === true) return [acceptedBefore(token)];
  const verdicts: ValidationResult[] = [];
  for (const { call, moduleId } of connections) {
    try {
      verdicts.push(await call.validate_token({ provided_token: token }));
    } catch (error) {
      if (!(error instanceof EverestError)) throw error;
      log.warn({ validator: moduleId, err: error }, 'token validator failed');
      verdicts.push({ authorization_status: 'Unknown', tariff_messages: [] });
    }
  }
  return verdicts;
}

function acceptedBefore({ parent_id_token: parent }: ProvidedIdToken): ValidationResult {
  return {
    authorization_status: 'Accepted',
    ...(parent === undefined ? {} : { parent_id_token: parent }),
    tariff_messages: [],
  };
}
