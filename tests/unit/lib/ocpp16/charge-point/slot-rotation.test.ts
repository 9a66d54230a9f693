import { describe, expect, test } from '@jest/globals';
import { SlotRotation } from '../../../../../lib/ocpp16/charge-point/slot-rotation.js';
import type { NetworkSlots } from '../../../../../lib/ocpp16/configuration/index.js';

class FakeSlots implements NetworkSlots {
  current: number;
  usable: readonly number[];
  attempts = 2;
  proven: number | undefined;
  readonly networkTimeoutMs = 60_000;
  readonly rotation: SlotRotation;

  constructor(usable: readonly number[], proven?: number) {
    this.usable = usable;
    this.current = usable[0] ?? 1;
    this.proven = proven;
    this.rotation = new SlotRotation(this);
  }

  use(slot: number): [] {
    this.current = slot;
    return [];
  }

  prove(): void {
    this.proven = this.current;
  }

  /** The slots of the next attempts, all in vain. */
  tries(count: number): number[] {
    return Array.from({ length: count }, () => {
      this.use(this.rotation.next());
      return this.current;
    });
  }
}

describe('ocpp16-library.md §2.8 · several network profiles', () => {
  test('each slot has its attempts, and then the first one again', () => {
    expect(new FakeSlots([3, 1, 2]).tries(9)).toEqual([3, 3, 1, 1, 2, 2, 3, 3, 1]);
  });

  test('when all were tried in vain the one that worked last stays', () => {
    expect(new FakeSlots([3, 1, 2], 1).tries(10)).toEqual([3, 3, 1, 1, 2, 2, 1, 1, 1, 1]);
  });

  test('after a connection it begins anew, with the slot that has led to it', () => {
    const slots = new FakeSlots([3, 1, 2]);
    slots.tries(3);
    slots.rotation.connected();

    expect(slots.tries(9)).toEqual([1, 1, 2, 2, 3, 3, 1, 1, 1]);
  });

  test('a slot that cannot be dialled is left at once', () => {
    const slots = new FakeSlots([3, 1]);
    slots.tries(1);
    slots.rotation.skip();

    expect(slots.tries(3)).toEqual([1, 1, 3]);
  });

  test('a slot that may not be used any more is left, also when it was proven', () => {
    const slots = new FakeSlots([3, 1, 2], 3);
    slots.tries(1);
    slots.usable = [1, 2];

    expect(slots.tries(6)).toEqual([1, 1, 2, 2, 1, 1]);
  });

  test.each([
    ['one slot', [4]],
    ['no slot that may be used', []],
  ])('with %s there is nothing to choose', (_, usable) => {
    const slots = new FakeSlots(usable);

    expect(new Set(slots.tries(9))).toEqual(new Set([usable[0] ?? 1]));
  });
});
