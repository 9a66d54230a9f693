import type { PriceText } from './price-texts.js';

/** A text for the display of the station, with the time and the state in which it is to be shown. */
export interface DisplayMessage {
  readonly id?: number;
  readonly priority?: 'AlwaysFront' | 'InFront' | 'NormalCycle';
  readonly state?: 'Charging' | 'Discharging' | 'Faulted' | 'Idle' | 'Suspended' | 'Unavailable';
  /** RFC 3339 */
  readonly timestampFrom?: string;
  /** RFC 3339 */
  readonly timestampTo?: string;
  readonly identifier?: { readonly type: 'IdToken' | 'SessionId' | 'TransactionId'; readonly id: string };
  readonly message: PriceText;
  readonly qrCode?: string;
}
