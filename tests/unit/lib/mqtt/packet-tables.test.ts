import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PacketIdSet } from '../../../../lib/mqtt/packet-id-set.js';
import { PacketTable } from '../../../../lib/mqtt/packet-table.js';

const packetId = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 65_535 }));
const change = fc.record({ packetId, add: fc.boolean() });

test('a packet table holds what a map would hold, in the same order', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const table = new PacketTable<number>();
      const map = new Map<number, number>();
      changes.forEach(({ packetId, add }, index) => {
        if (!add) table.delete(packetId);
        else table.set(packetId, index);
        if (!add) map.delete(packetId);
        else map.set(packetId, index);
      });

      expect(table.entries()).toEqual([...map]);
      expect(table.size).toBe(map.size);
      for (const { packetId } of changes) expect(table.get(packetId)).toBe(map.get(packetId));
    }),
  );
});

test('a packet table takes all identifiers there are, and is small again afterwards', () => {
  const table = new PacketTable<number>();
  for (let packetId = 1; packetId <= 65_535; packetId++) table.set(packetId, -packetId);
  expect([table.size, table.get(1), table.get(65_535)]).toEqual([65_535, -1, -65_535]);

  for (let packetId = 1; packetId <= 65_535; packetId++) table.delete(packetId);
  expect([table.size, table.has(7), table.entries()]).toEqual([0, false, []]);
});

test('what is cleared is gone', () => {
  const table = new PacketTable<string>();
  table.set(3, 'three');
  table.clear();
  expect([table.size, table.get(3)]).toEqual([0, undefined]);
});

test('a set of packet identifiers knows what was added and not deleted', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const identifiers = new PacketIdSet();
      const set = new Set<number>();
      for (const { packetId, add } of changes) {
        if (!add) expect(identifiers.delete(packetId)).toBe(set.delete(packetId));
        else {
          identifiers.add(packetId);
          set.add(packetId);
        }
      }
      for (const { packetId } of changes) expect(identifiers.has(packetId)).toBe(set.has(packetId));
    }),
  );
});
