/** The configuration keys that certificates depend on. Every read gives the present value. */
export interface SecuritySettings {
  readonly securityProfile: number;
  /** Empty while the key has no value: without it nothing can be requested. */
  readonly cpoName: string;
  readonly country: string;
  readonly chargeBoxSerialNumber: string;
  readonly useTpm: boolean;
  /** Characters; absent: only the limit of the message counts. */
  readonly maxChainSize: number | undefined;
}
