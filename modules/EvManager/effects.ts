import type { BspEvent } from '#generated/types/board_support_common';
import type { EvCpState } from '#generated/types/ev_board_support';
import type { EVInfo } from '#generated/types/evse_manager';
import type { EnergyTransferMode, SelectedPaymentOption } from '#generated/types/iso15118';

export interface V2gRequest {
  readonly EnergyTransferMode: EnergyTransferMode;
  readonly SelectedPaymentOption: SelectedPaymentOption;
  /** Seconds from now. */
  readonly DepartureTime: number;
  /** Wh. */
  readonly EAmount: number;
}

/** What a step wants done outside, in this order and one after the other. */
export type Effect =
  | { readonly type: 'board-enable'; readonly value: boolean }
  | { readonly type: 'publish-enabled'; readonly value: boolean }
  | { readonly type: 'cp-state'; readonly state: EvCpState }
  | { readonly type: 'allow-power'; readonly value: boolean }
  | { readonly type: 'diode-fail' }
  | { readonly type: 'max-current'; readonly currentA: number }
  | { readonly type: 'three-phases'; readonly value: boolean }
  | { readonly type: 'rcd-current'; readonly currentMa: number }
  | { readonly type: 'publish-bsp-event'; readonly event: BspEvent }
  | { readonly type: 'publish-ev-info'; readonly info: EVInfo }
  | { readonly type: 'update-soc'; readonly socPercent: number }
  | { readonly type: 'slac-reset' }
  | { readonly type: 'slac-trigger' }
  | { readonly type: 'start-v2g'; readonly request: V2gRequest }
  | { readonly type: 'stop-v2g' }
  | { readonly type: 'pause-v2g' }
  | { readonly type: 'store-plugged-in'; readonly value: boolean }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly fields: Readonly<Record<string, unknown>>;
      readonly message: string;
    };
