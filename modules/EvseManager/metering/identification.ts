import type { IdTokenType } from '#generated/types/authorization';
import type { OCMFIdentificationType } from '#generated/types/powermeter';

const identificationTypes: Readonly<Record<IdTokenType, OCMFIdentificationType>> = {
  Central: 'CENTRAL',
  eMAID: 'EMAID',
  ISO14443: 'ISO14443',
  ISO15693: 'ISO15693',
  KeyCode: 'KEY_CODE',
  Local: 'LOCAL',
  NoAuthorization: 'NONE',
  MacAddress: 'UNDEFINED',
};

/** How a token appears in a signed meter record. */
export function identificationType(type: IdTokenType): OCMFIdentificationType {
  return identificationTypes[type];
}
