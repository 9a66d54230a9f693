import { hasWildcard } from '../topics.js';
import type { Session, Subscription } from './session.js';

interface Level {
  readonly next: Map<string, Level>;
  readonly here: Map<Session, Subscription>;
}

const none: readonly Subscription[] = [];

/** Finds the subscriptions of a topic: those of the very topic in one step, those with wildcards level by level. */
export class SubscriptionIndex {
  readonly #exact = new Map<string, Map<Session, Subscription>>();
  readonly #root: Level = newLevel();
  #wildcards = 0;

  /** Replaces a subscription of the same session and filter. */
  add(subscription: Subscription): void {
    const { filter, session } = subscription;
    const place = hasWildcard(filter) ? this.#wildcardPlace(filter) : this.#exactPlace(filter);
    if (hasWildcard(filter) && !place.has(session)) this.#wildcards += 1;
    place.set(session, subscription);
  }

  remove({ filter, session }: Subscription): void {
    if (hasWildcard(filter)) return this.#removeWildcard(filter, session);
    const place = this.#exact.get(filter);
    place?.delete(session);
    if (place?.size === 0) this.#exact.delete(filter);
  }

  /** Those whose filter is the topic; at most one for each session. */
  exact(topic: string): ReadonlyMap<Session, Subscription> | undefined {
    return this.#exact.get(topic);
  }

  /** Those whose filter has wildcards and matches; a session may have several. */
  withWildcards(topic: string): readonly Subscription[] {
    if (this.#wildcards === 0) return none;
    const found: Subscription[] = [];
    collect(this.#root, topic.split('/'), 0, found);
    return found;
  }

  #exactPlace(topic: string): Map<Session, Subscription> {
    const place = this.#exact.get(topic) ?? new Map<Session, Subscription>();
    this.#exact.set(topic, place);
    return place;
  }

  #wildcardPlace(filter: string): Map<Session, Subscription> {
    let level = this.#root;
    for (const name of filter.split('/')) {
      const next = level.next.get(name) ?? newLevel();
      level.next.set(name, next);
      level = next;
    }
    return level.here;
  }

  #removeWildcard(filter: string, session: Session): void {
    const names = filter.split('/');
    const path = [this.#root];
    for (const name of names) {
      const next = path.at(-1)?.next.get(name);
      if (next === undefined) return;
      path.push(next);
    }
    if (path.at(-1)?.here.delete(session) === true) this.#wildcards -= 1;
    for (let depth = names.length; depth > 0; depth--) {
      const level = path[depth];
      if (level === undefined || level.here.size > 0 || level.next.size > 0) return;
      path[depth - 1]?.next.delete(names[depth - 1] ?? '');
    }
  }
}

function newLevel(): Level {
  return { next: new Map(), here: new Map() };
}

/** MQTT 5 §4.7.2: a wildcard as the first level does not match a topic that begins with `$`. */
function collect(level: Level, names: readonly string[], depth: number, found: Subscription[]): void {
  const isInternal = depth === 0 && names[0]?.startsWith('$') === true;
  if (!isInternal) found.push(...(level.next.get('#')?.here.values() ?? []));
  const name = names[depth];
  if (name === undefined) return void found.push(...level.here.values());
  for (const next of [level.next.get(name), isInternal ? undefined : level.next.get('+')]) {
    if (next !== undefined) collect(next, names, depth + 1, found);
  }
}
