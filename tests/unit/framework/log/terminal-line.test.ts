import { describe, expect, test } from '@jest/globals';
import { terminalLine } from '../../../../framework/log/terminal-line.js';

const time = Date.UTC(2026, 0, 1, 12, 34, 56, 789);

function line(record: object): string {
  return terminalLine(JSON.stringify({ level: 30, time, msg: 'text', ...record }), false);
}

describe('lines for people', () => {
  test('hold time, level, module, message and fields', () => {
    expect(line({ module: 'auth', count: 3, name: 'n', list: [1] })).toBe(
      '12:34:56.789 INFO auth            text count=3 name=n list=[1]\n',
    );
  });

  test.each([
    [10, 'VERB'],
    [20, 'DEBG'],
    [30, 'INFO'],
    [40, 'WARN'],
    [50, 'ERRO'],
    [60, 'CRIT'],
  ])('level %d is %s', (level, name) => {
    expect(line({ level })).toContain(` ${name} manager `);
  });

  test('the level is coloured at a terminal', () => {
    expect(terminalLine(JSON.stringify({ level: 50, time, msg: 'm' }), true)).toContain('\u001b[31mERRO\u001b[0m');
  });

  test('long module ids are cut', () => {
    expect(line({ module: 'a_module_with_a_long_name' })).toContain('INFO a_module_with_a text');
  });

  test('an error adds its message', () => {
    expect(line({ err: { message: 'broken', stack: 'x' } })).toContain('text: broken\n');
  });

  test('compatibility-contract.md §1.4 · what comes from outside neither breaks the line nor moves the cursor', () => {
    const written = line({ msg: 'a\nb', reason: 'two\r\nlines', esc: '\u001b[2J\u0007', err: { message: 'x\ny' } });

    expect(written).toBe(
      `12:34:56.789 INFO manager         a\\nb: x\\ny reason=two\\r\\nlines esc=\\u001b[2J\\u0007\n`,
    );
  });

  test.each(['not JSON\n', '[1]\n', '{"level":30,"msg":"no time"}\n'])('%j is left as it is', (text) => {
    expect(terminalLine(text, false)).toBe(text);
  });
});
