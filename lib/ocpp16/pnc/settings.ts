/** The configuration keys that Plug & Charge depends on. Every read gives the present value. */
export interface PncSettings {
  /** `ISO15118CertificateManagementEnabled`: messages about certificates, and the timers of the V2G certificate and OCSP. */
  readonly isCertificateManagementEnabled: boolean;
  /** The profile is offered and `ISO15118PnCEnabled` is true. */
  readonly isPncEnabled: boolean;
  /** `CentralContractValidationAllowed`: the central system may check contracts whose root the station does not have. */
  readonly centralContractValidationAllowed: boolean;
  /** `ContractValidationOffline`. */
  readonly contractValidationOffline: boolean;
  /** Seconds between two rounds of OCSP requests. */
  readonly ocspRequestIntervalS: number;
  /** Characters; absent: only the limit of the message counts. */
  readonly maxChainSize: number | undefined;
  readonly country: string;
  /** `SeccLeafSubjectOrganization`, or else `CpoName`; empty: no certificate can be requested. */
  readonly organization: string;
  /** `SeccLeafSubjectCommonName`, or else the serial number. */
  readonly commonName: string;
  /** `UseTPMSeccLeafCertificate`. */
  readonly useTpm: boolean;
  /** Seconds until a signing request without its certificate is repeated the first time; 0 never repeats. */
  readonly certSigningWaitMinimumS: number;
  readonly certSigningRepeatTimes: number;
}
