import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { createEvlog } from '../../../../framework/everestjs/evlog.js';

function book(): { lines: string[]; evlog: ReturnType<typeof createEvlog> } {
  const lines: string[] = [];
  return { lines, evlog: createEvlog((level, message) => void lines.push(`${level}: ${message}`)) };
}

describe('framework.md §26.1 · evlog', () => {
  test('has five levels and no verbose', () => {
    const { lines, evlog } = book();

    evlog.debug('a');
    evlog.info('b');
    evlog.warning('c');
    evlog.error('d');
    evlog.critical('e');

    expect(lines).toEqual(['debug: a', 'info: b', 'warning: c', 'error: d', 'critical: e']);
    expect(Object.keys(evlog)).toEqual(['debug', 'info', 'warning', 'error', 'critical']);
  });

  test('joins values without anything between them', () => {
    const { lines, evlog } = book();

    evlog.info('limit ', 16.5, 'A ', true, false);
    evlog.info();

    expect(lines).toEqual(['info: limit 16.5A truefalse', 'info: ']);
  });

  test('shows objects and null six levels deep and with colours', () => {
    const { lines, evlog } = book();
    const deep = { a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } };

    evlog.info({ n: 1 }, [true], null);
    evlog.info(deep);

    expect(lines[0]).toBe('info: { n: \u001b[33m1\u001b[39m }[ \u001b[33mtrue\u001b[39m ]\u001b[1mnull\u001b[22m');
    expect(lines[1]).toBe(`info: ${inspect(deep, false, 6, true)}`);
    expect(lines[1]).toContain('[Object]');
  });

  test.each([
    ['undefined', undefined],
    ['function', () => 1],
    ['bigint', 1n],
    ['symbol', Symbol('s')],
  ])('throws at a value of the type %s and writes nothing', (type, value) => {
    const { lines, evlog } = book();

    expect(() => evlog.info('value ', value)).toThrow(`type ${type}`);
    expect(lines).toEqual([]);
  });
});
