import type { Frame } from '../../charge-point/support/fake-csms.js';

interface SampledValue {
  readonly value: string;
  readonly context: string;
}

interface MeterValue {
  readonly timestamp: string;
  readonly sampledValue: readonly SampledValue[];
}

const ACTIONS = new Set(['StartTransaction', 'MeterValues', 'StopTransaction']);

/** What the central system makes of everything it was sent, over all lives of the station. */
export interface Account {
  /** `StartTransaction`, `MeterValues 10.00`, `StopTransaction Local 40`: each message once, in order of arrival. */
  readonly story: readonly string[];
  /** Messages that came again: only the one that was under way when the power went may. */
  readonly repeated: number;
  readonly problems: readonly string[];
}

/**
 * Reads the messages of one connector with one session. The central system gives every StartTransaction a new id, also
 * to one that comes again, so every later message has to use the latest id.
 */
export function accountOf(frames: readonly Frame[]): Account {
  const story: string[] = [];
  const problems: string[] = [];
  let repeated = 0;
  let previous = '';
  let transactionId = 0;
  const measured: MeterValue[] = [];
  for (const { action, payload } of frames.filter((frame) => ACTIONS.has(frame.action))) {
    const { transactionId: named, ...content } = payload;
    const identity = JSON.stringify([action, content]);
    if (action === 'StartTransaction') transactionId += 1;
    else if (named !== transactionId) problems.push(`${action} names ${String(named)} instead of ${transactionId}`);
    if (identity === previous) {
      repeated += 1;
      continue;
    }
    previous = identity;
    if (action === 'MeterValues') measured.push(...(payload['meterValue'] as MeterValue[]));
    if (action === 'StopTransaction') problems.push(...stopProblems(payload, measured));
    story.push(brief(action, payload));
  }
  return { story, repeated, problems };
}

/** StopTransaction repeats what was measured, each value once and in order, and ends where the samples end. */
function stopProblems(payload: Frame['payload'], measured: readonly MeterValue[]): string[] {
  const problems: string[] = [];
  const repeated = ((payload['transactionData'] ?? []) as MeterValue[]).filter((value) => !isEnd(value));
  if (JSON.stringify(repeated) !== JSON.stringify(measured)) {
    problems.push(`transactionData has ${describe(repeated)} instead of ${describe(measured)}`);
  }
  const ends = ((payload['transactionData'] ?? []) as MeterValue[]).filter(isEnd);
  const lastWh = Number(measured.filter((value) => !isSigned(value)).at(-1)?.sampledValue[0]?.value ?? 0);
  if (payload['reason'] === 'PowerLoss' && payload['meterStop'] !== lastWh) {
    problems.push(`PowerLoss at ${String(payload['meterStop'])} Wh, the last sample has ${lastWh}`);
  }
  if (ends.length > 1) problems.push(`${ends.length} signed ends`);
  return problems;
}

function isEnd({ sampledValue }: MeterValue): boolean {
  return sampledValue[0]?.context === 'Transaction.End';
}

function isSigned({ sampledValue }: MeterValue): boolean {
  return sampledValue[0]?.context.startsWith('Transaction.') === true;
}

function describe(values: readonly MeterValue[]): string {
  return `[${values.map(({ sampledValue }) => sampledValue[0]?.value).join(' ')}]`;
}

function brief(action: string, payload: Frame['payload']): string {
  if (action === 'StopTransaction') return `${action} ${String(payload['reason'])} ${String(payload['meterStop'])}`;
  if (action !== 'MeterValues') return action;
  return `${action} ${(payload['meterValue'] as MeterValue[])[0]?.sampledValue[0]?.value ?? '-'}`;
}
