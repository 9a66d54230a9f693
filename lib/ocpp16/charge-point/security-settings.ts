import type { Configuration } from '../configuration/index.js';
import type { SecuritySettings } from '../security/settings.js';

/** Where nobody says which country the station is in. */
const DEFAULT_COUNTRY = 'DE';

/** The present values of the configuration keys that certificates depend on. */
export function securitySettings(configuration: Configuration): SecuritySettings {
  return {
    get securityProfile() {
      return configuration.get('SecurityProfile');
    },
    get cpoName() {
      return configuration.get('CpoName') ?? '';
    },
    get country() {
      return configuration.get('SeccLeafSubjectCountry') ?? DEFAULT_COUNTRY;
    },
    get chargeBoxSerialNumber() {
      return configuration.get('ChargeBoxSerialNumber');
    },
    get useTpm() {
      return configuration.get('UseTPM');
    },
    get maxChainSize() {
      return configuration.get('CertificateSignedMaxChainSize');
    },
  };
}
