import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import type { StartSessionReason, StopTransactionReason } from '#generated/types/evse_manager';
import type { TransactionStartResponse, TransactionStopResponse } from '#generated/types/powermeter';
import type { Draft } from './draft.js';
import type { SimpleEvent } from './effects.js';
import { forbidPower } from './pilot-actions.js';

export function announce(event: SimpleEvent): (draft: Draft) => void {
  return (draft) => draft.emit({ type: 'event', event, sessionId: draft.sessionId });
}

function setAuthorized(draft: Draft, authorized: boolean): void {
  if (draft.charger.authorized !== authorized) draft.emit({ type: 'authorization', authorized });
  draft.charger.authorized = authorized;
  if (!authorized) draft.charger.authorizedByContract = false;
}

export function startSession(draft: Draft, reason: StartSessionReason, token?: ProvidedIdToken): void {
  const { charger } = draft;
  setAuthorized(draft, false);
  charger.externallyCancelled = false;
  charger.session = { id: draft.environment.newSessionId };
  draft.emit({ type: 'sessionStarted', sessionId: draft.sessionId, reason, ...(token && { token }) });
}

/** Ends the session; a session that was withdrawn before is over already and is not reported twice. */
export function stopSession(draft: Draft): void {
  const { charger, sessionId } = draft;
  setAuthorized(draft, false);
  charger.pausedByEvse = false;
  charger.externallyCancelled = false;
  charger.session = undefined;
  if (sessionId !== '') draft.emit({ type: 'sessionFinished', sessionId });
}

export function authorize(draft: Draft, token: ProvidedIdToken, validation: ValidationResult): void {
  const { charger } = draft;
  if (charger.externallyCancelled || charger.disableRequested) {
    draft.emit({ type: 'log', level: 'warn', message: 'authorization ignored, the session has been stopped' });
    return;
  }
  if (charger.session === undefined) startSession(draft, 'Authorized', token);
  charger.session = { id: draft.sessionId, token, validation };
  announce('Authorized')(draft);
  setAuthorized(draft, true);
  charger.authorizedByContract = token.authorization_type === 'PlugAndCharge';
}

/** Nobody authorized in time, or the authorization is taken back before a transaction began. */
export function deauthorize(draft: Draft): void {
  const { charger } = draft;
  if (charger.session === undefined) return;
  announce('Deauthorized')(draft);
  const withdrawable = ['Disabled', 'Idle', 'WaitingForAuthentication'].includes(charger.state);
  if (!withdrawable || charger.transactionActive) return;
  if (charger.authorized) return stopSession(draft);
  announce('PluginTimeout')(draft);
  if (draft.settings.raiseAuthorizationTimeout) draft.emit({ type: 'raise', error: 'MREC9AuthorizationTimeout' });
}

/** True when there was a transaction to stop; the states do the rest. */
export function cancelTransaction(draft: Draft, reason: StopTransactionReason, token?: ProvidedIdToken): boolean {
  const { charger } = draft;
  if (!charger.transactionActive) return false;
  charger.externallyCancelled = true;
  setAuthorized(draft, false);
  charger.stopReason = reason;
  charger.stopToken = token;
  return true;
}

/** Asks the meter first; `transactionBegun` goes on with its answer. */
export function beginTransaction(draft: Draft): void {
  const { charger } = draft;
  const { session } = charger;
  if (session?.token === undefined) return;
  charger.stopReason = undefined;
  charger.stopToken = undefined;
  charger.startSigned = undefined;
  charger.awaiting = 'meterStart';
  const tariffText = session.validation?.tariff_messages[0]?.content;
  draft.emit({
    type: 'startMeter',
    sessionId: session.id,
    token: session.token,
    ...(tariffText !== undefined && { tariffText }),
  });
}

export function meterPrevents({ status }: TransactionStartResponse, failOnMeterErrors: boolean): boolean {
  return status === 'UNEXPECTED_ERROR' && failOnMeterErrors;
}

/** False when the meter's failure prevents the transaction. */
export function transactionBegun(draft: Draft, response: TransactionStartResponse): boolean {
  const { charger } = draft;
  charger.awaiting = undefined;
  const token = charger.session?.token;
  if (token === undefined) return false;
  if (meterPrevents(response, draft.settings.failOnMeterErrors)) {
    draft.emit({ type: 'raise', error: 'PowermeterTransactionStartFailed' });
    return false;
  }
  if (response.status === 'OK') charger.startSigned = response.signed_meter_value;
  const { sessionId } = draft;
  draft.emit({ type: 'transactionStarted', sessionId, token, signed: charger.startSigned });
  charger.transactionActive = true;
  return true;
}

/** Entry of Finished. */
export function endTransaction(draft: Draft): void {
  const { charger } = draft;
  if (!charger.transactionActive) return forbidPower(draft);
  charger.transactionActive = false;
  charger.awaiting = 'meterStop';
  draft.emit({ type: 'stopMeter', sessionId: draft.sessionId });
}

export function transactionEnded(draft: Draft, response: TransactionStopResponse): void {
  const { charger, sessionId } = draft;
  charger.awaiting = undefined;
  const accepted = response.status === 'OK';
  announce('ChargingFinished')(draft);
  draft.emit({
    type: 'transactionFinished',
    sessionId,
    reason: charger.stopReason ?? 'EVDisconnected',
    token: charger.stopToken,
    startSigned: charger.startSigned ?? (accepted ? response.start_signed_meter_value : undefined),
    signed: accepted ? response.signed_meter_value : undefined,
  });
  forbidPower(draft);
}
