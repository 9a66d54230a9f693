import type { QueuedMessage } from './queued-message.js';

export interface Queues {
  readonly transaction: readonly QueuedMessage[];
  readonly normal: readonly QueuedMessage[];
}

export interface LimitedQueues extends Queues {
  readonly dropped: readonly QueuedMessage[];
}

/**
 * Brings the queues down to `threshold` messages: first the oldest normal messages go, then every second
 * MeterValues. BootNotification, StartTransaction, StopTransaction and SecurityEventNotification stay.
 */
export function limitQueues(queues: Queues, threshold: number): LimitedQueues {
  const dropped: QueuedMessage[] = [];
  let { transaction, normal } = queues;
  while (transaction.length + normal.length > threshold) {
    const round = dropNormal(normal, Math.max(Math.floor(threshold / 10), 1));
    if (round.length === 0) break;
    dropped.push(...round);
    normal = normal.filter((message) => !round.includes(message));
  }
  while (transaction.length + normal.length > threshold) {
    const round = new Set(thinMeterValues(transaction));
    if (round.size === 0) break;
    dropped.push(...round);
    transaction = transaction.filter((message) => !round.has(message));
  }
  return { transaction, normal, dropped };
}

function dropNormal(normal: readonly QueuedMessage[], count: number): readonly QueuedMessage[] {
  return normal.filter((message) => message.action !== 'BootNotification').slice(0, count);
}

/** From the oldest on: drops MeterValues, keeps its successor, and so on; the last two messages stay. */
function thinMeterValues(transaction: readonly QueuedMessage[]): readonly QueuedMessage[] {
  const dropped: QueuedMessage[] = [];
  for (let index = 0; index < transaction.length - 2; index += 1) {
    const message = transaction[index];
    if (message?.action !== 'MeterValues') continue;
    dropped.push(message);
    index += 1;
  }
  return dropped;
}
