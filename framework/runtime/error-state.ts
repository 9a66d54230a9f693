import type { ErrorObject } from '../wire/messages.js';
import type { ErrorCondition, ErrorStateMonitor } from './api.js';

/** The errors that are active in one place. */
export class ErrorState implements ErrorStateMonitor {
  readonly #active = new Set<ErrorObject>();

  active(): readonly ErrorObject[] {
    return [...this.#active];
  }

  isActive(type: string, subType = ''): boolean {
    return this.find((error) => error.type === type && error.sub_type === subType).length > 0;
  }

  isSatisfied(...conditions: readonly ErrorCondition[]): boolean {
    return conditions.every(({ type, subType, active }) => this.isActive(type, subType) === active);
  }

  find(matches: (error: ErrorObject) => boolean): readonly ErrorObject[] {
    return this.active().filter(matches);
  }

  add(error: ErrorObject): void {
    this.#active.add(error);
  }

  /** `error` is one of those that `active` or `find` gave. */
  remove(error: ErrorObject): void {
    this.#active.delete(error);
  }
}
