import { define } from './define.js';
import type { BootDocument } from './messages.js';

/** `uses` of older releases: the one connection of each requirement that has exactly one, framework.md §26.3. */
export function singleSlots(document: BootDocument, slots: Readonly<Record<string, readonly object[]>>): object {
  const uses = {};
  for (const [requirement, { single }] of Object.entries(document.requires)) {
    if (single) define(uses, requirement, slots[requirement]?.[0]);
  }
  return uses;
}
