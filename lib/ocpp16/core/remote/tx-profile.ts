import type { ChargingProfile } from '../../messages/index.js';

/** OCPP 1.6 §5.11: the profile for the transaction that a remote start is to bring about. */
export interface TxProfileForStart {
  readonly connectorId: number;
  readonly idTag: string;
  readonly profile: ChargingProfile;
}

/** What a remote start asks of smart charging. */
export interface TxProfiles {
  /** False when the profile is none for a transaction on this connector; then nothing starts. */
  installForStart(start: TxProfileForStart): boolean;
  /** Puts what was installed into effect. */
  announce(): void;
}
