import type { Configuration, ConfigurationKey } from '../configuration/index.js';
import type { PncSettings } from '../pnc/settings.js';
import { securitySettings } from './security-settings.js';

/** Where nobody says how often: once a week. */
const DEFAULT_OCSP_REQUEST_INTERVAL_S = 604_800;

/** The present values of the configuration keys that Plug & Charge depends on. */
export function pncSettings(configuration: Configuration): PncSettings {
  const security = securitySettings(configuration);
  const isOn = (key: ConfigurationKey): boolean => configuration.profiles.has('PnC') && configuration.get(key) === true;
  return {
    get isCertificateManagementEnabled() {
      return isOn('ISO15118CertificateManagementEnabled');
    },
    get isPncEnabled() {
      return isOn('ISO15118PnCEnabled');
    },
    get centralContractValidationAllowed() {
      return isOn('CentralContractValidationAllowed');
    },
    get contractValidationOffline() {
      return isOn('ContractValidationOffline');
    },
    get ocspRequestIntervalS() {
      return configuration.get('OcspRequestInterval') ?? DEFAULT_OCSP_REQUEST_INTERVAL_S;
    },
    get maxChainSize() {
      return security.maxChainSize;
    },
    get country() {
      return security.country;
    },
    get organization() {
      return configuration.get('SeccLeafSubjectOrganization') || security.cpoName;
    },
    get commonName() {
      return configuration.get('SeccLeafSubjectCommonName') ?? security.chargeBoxSerialNumber;
    },
    get useTpm() {
      return configuration.get('UseTPMSeccLeafCertificate');
    },
    get certSigningWaitMinimumS() {
      return configuration.get('CertSigningWaitMinimum') ?? 0;
    },
    get certSigningRepeatTimes() {
      return configuration.get('CertSigningRepeatTimes') ?? 0;
    },
  };
}
