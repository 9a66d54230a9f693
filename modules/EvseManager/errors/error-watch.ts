import type { ErrorObject, Logger, RaisedErrors } from 'everest-ts';
import type { EvseManagerInterface } from '#generated/interfaces/evse_manager';
import type { ChargerError } from '../charger/effects.js';
import type { Shutdown } from '../charger/model.js';
import type { ErrorOrigin } from './blocking-errors.js';
import { blockingErrors, causesKey, causesText } from './blocking-errors.js';

type OwnErrors = RaisedErrors<EvseManagerInterface['errors']>;

export interface ErrorSource {
  readonly origin: ErrorOrigin;
  readonly errors: {
    active(): readonly ErrorObject[];
    onAny(handlers: { raised(): void; cleared(): void }): void;
  };
}

export interface ErrorWatchOptions {
  readonly own: OwnErrors;
  readonly sources: readonly ErrorSource[];
  /** Report the vendor of the first cause. */
  readonly useVendorId: boolean;
  /** The charge mode is not supported: this stays until the configuration changes. */
  readonly unsupported: boolean;
  readonly log: Logger;
  /** Blocking errors appeared, changed their weight or are gone. */
  readonly changed: (shutdown: Shutdown) => void;
}

const severities: Readonly<Record<ChargerError, 'High' | 'Medium'>> = {
  MREC4OverCurrentFailure: 'High',
  MREC9AuthorizationTimeout: 'Medium',
  PowermeterTransactionStartFailed: 'Medium',
};

const sessionErrors = [
  'evse_manager/MREC4OverCurrentFailure',
  'evse_manager/PowermeterTransactionStartFailed',
  'evse_manager/MREC9AuthorizationTimeout',
  'evse_manager/MREC22ResistanceFault',
  'evse_manager/MREC11CableCheckFault',
  'evse_manager/MREC5OverVoltage',
  'evse_manager/VoltagePlausibilityFault',
] as const;

/** Collects the errors of all connected modules and of this one, and says whether charging is possible. */
export class ErrorWatch {
  readonly #options: ErrorWatchOptions;
  #key = '';
  #shutdown: Shutdown = 'None';

  constructor(options: ErrorWatchOptions) {
    this.#options = options;
    const refresh = (): void => this.refresh();
    for (const { errors } of options.sources) errors.onAny({ raised: refresh, cleared: refresh });
  }

  raise(error: ChargerError, message: string): void {
    this.#options.own.raise(`evse_manager/${error}`, { severity: severities[error], message });
    this.refresh();
  }

  /** Raised once at start; never cleared. */
  raiseUnsupported(message: string): void {
    this.#options.own.raise('evse_manager/Internal', { severity: 'High', message });
    this.refresh();
  }

  /** A new session begins without the errors of the last one. */
  clearSessionErrors(): void {
    const { own, unsupported } = this.#options;
    const clearable = unsupported ? sessionErrors : ([...sessionErrors, 'evse_manager/Internal'] as const);
    for (const type of clearable) {
      if (own.active().some((error) => error.type === type)) own.clearAll(type);
    }
    this.refresh();
  }

  /** Raises, replaces or clears `Inoperative` after the errors have changed. */
  refresh(): void {
    const { own, sources, changed } = this.#options;
    const active = new Map(sources.map(({ origin, errors }) => [origin, errors.active()] as const));
    const causes = blockingErrors(active.set('own', own.active()));
    const key = causesKey(causes);
    if (key === this.#key) return;
    if (this.#key !== '') own.clear('evse_manager/Inoperative');
    this.#key = key;
    this.#raiseInoperative(causes);
    const shutdown = shutdownFor(causes);
    if (shutdown === this.#shutdown) return;
    this.#shutdown = shutdown;
    changed(shutdown);
  }

  #raiseInoperative(causes: ReturnType<typeof blockingErrors>): void {
    const first = causes[0];
    if (first === undefined) return;
    const { own, useVendorId, log } = this.#options;
    const vendorId = useVendorId && first.vendor_id !== '' ? first.vendor_id : 'EVerest';
    const description = causesText(causes);
    log.warn({ causes: description }, 'EVSE is inoperative');
    own.raise('evse_manager/Inoperative', { severity: 'High', message: first.type, description, vendorId });
  }
}

function shutdownFor(causes: readonly { readonly severity: string }[]): Shutdown {
  if (causes.length === 0) return 'None';
  return causes.some(({ severity }) => severity === 'High') ? 'Emergency' : 'Error';
}
