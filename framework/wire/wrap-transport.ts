import type { Transport } from './transport.js';

/** The same connection, with some of what it does done in another way. */
export function wrapTransport(inner: Transport, own: Partial<Transport>): Transport {
  return {
    publish: (topic, payload, options) => inner.publish(topic, payload, options),
    subscribe: (subscriptions) => inner.subscribe(subscriptions),
    unsubscribe: (filters) => inner.unsubscribe(filters),
    onMessage: (handler) => inner.onMessage(handler),
    onLost: (handler) => inner.onLost(handler),
    ...(inner.onReconnected !== undefined && { onReconnected: (handler) => inner.onReconnected?.(handler) }),
    close: () => inner.close(),
    ...own,
  };
}
