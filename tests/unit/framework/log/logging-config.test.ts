import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLog } from '../../../../framework/log/index.js';
import { readLoggingConfig, writtenLevels } from '../../../../framework/log/logging-config.js';

const delivered = `
# Filter and sinks of the log
[Core]
DisableLogging=false
Filter="%Severity% >= INFO"

[Sinks.Console]
Destination=Console
Format="%TimeStamp% [%Severity%] %Process% %Message%"
Asynchronous=false
AutoFlush=true
SeverityStringColorError="\\033[1;31m"
`;

function levelsOf(filter: string, process = 'manager'): string {
  const { rules, remarks } = readLoggingConfig(`[Core]\nFilter=${filter}\n`);
  expect(remarks).toEqual([]);
  return writtenLevels(rules, process).join(' ');
}

function remarksOf(text: string): string[] {
  return readLoggingConfig(text).remarks.map(({ line, text: remark }) => `${line} ${remark}`);
}

describe('framework.md §34 · logging configuration', () => {
  test('the delivered one writes INFO and above, and nothing of it is passed over', () => {
    const { rules, remarks } = readLoggingConfig(delivered);

    expect(writtenLevels(rules, 'evse_manager_1')).toEqual(['info', 'warn', 'error', 'fatal']);
    expect(remarks).toEqual([]);
  });

  test.each([
    ['VERB', 'trace debug info warn error fatal'],
    ['DEBG', 'debug info warn error fatal'],
    ['INFO', 'info warn error fatal'],
    ['WARN', 'warn error fatal'],
    ['ERRO', 'error fatal'],
    ['CRIT', 'fatal'],
    ['critical', 'fatal'],
  ])('severity %s', (name, levels) => {
    expect(levelsOf(`"%Severity% >= ${name}"`)).toBe(levels);
  });

  test.each([
    ['%Severity% = WARN', 'warn'],
    ['%Severity% == WARN', 'warn'],
    ['%Severity% != WARN', 'trace debug info error fatal'],
    ['%Severity% < DEBG', 'trace'],
    ['%Severity% <= DEBG', 'trace debug'],
    ['%Severity% > ERRO', 'fatal'],
    ['not %Severity% >= WARN', 'trace debug info'],
    ['%Severity% > DEBG & %Severity% < ERRO', 'info warn'],
    ['(%Severity% = VERB) or %Severity% = CRIT', 'trace fatal'],
    ['', 'trace debug info warn error fatal'],
  ])('filter %s', (filter, levels) => {
    expect(levelsOf(filter)).toBe(levels);
  });

  test.each([
    ['evse_manager_1', 'debug info warn error fatal'],
    ['auth', 'warn error fatal'],
  ])('the process field tells modules apart: %s', (id, levels) => {
    const filter = '%Severity% >= WARN or (%Process% contains evse_manager and %Severity% >= DEBG)';

    expect(levelsOf(filter, id)).toBe(levels);
  });

  test.each([
    ['%Process% = auth', 'auth', true],
    ['%Process% = auth', 'auth_2', false],
    ['%Process% != "auth"', 'auth', false],
    ['%Process% begins_with evse', 'evse_1', true],
    ['%Process% ends_with "_1"', 'evse_1', true],
    ['%Process% ends_with "_1"', 'evse_2', false],
  ])('%s and the process %s', (filter, id, written) => {
    expect(levelsOf(filter, id) !== '').toBe(written);
  });

  test('a console sink filters further, and one of several is enough', () => {
    const sink = (name: string, filter: string): string => `[Sinks.${name}]\nDestination=Console\nFilter="${filter}"\n`;
    const text = `[Core]\nFilter="%Severity% >= DEBG"\n${sink('A', '%Severity% = INFO')}${sink('B', '%Severity% >= ERRO')}`;

    expect(writtenLevels(readLoggingConfig(text).rules, 'manager')).toEqual(['info', 'error', 'fatal']);
  });

  test('logging can be off', () => {
    expect(writtenLevels(readLoggingConfig('[Core]\nDisableLogging=true').rules, 'manager')).toEqual([]);
  });

  test.each([
    ['[Core]\nFilter="%Severity% >= LOUD"', '2 filter passed over: there is no severity "LOUD"'],
    ['[Core]\nFilter="%Line% > 5"', '2 filter passed over: %Line% cannot be filtered by'],
    ['[Core]\nFilter="(%Severity% > INFO"', '2 filter passed over: a closing bracket is missing'],
    ['[Core]\nFilter="%Severity% >="', '2 filter passed over: a severity is missing at the end'],
    ['[Core]\nFilter="%Severity% contains INFO"', '2 filter passed over: %Severity% cannot be compared'],
    ['[Core]\nFilter="%Severity% > INFO INFO"', '2 filter passed over: "INFO" is not expected there'],
    ['[Sinks.File]\nDestination=TextFile', '2 [sinks.file]: lines go to stderr; "TextFile" is no destination here'],
    ['\nnonsense', '2 "nonsense" is neither a section nor a setting'],
  ])('%j is passed over with a remark, and everything is written', (text, remark) => {
    expect(remarksOf(text)).toEqual([expect.stringContaining(remark)]);
    expect(writtenLevels(readLoggingConfig(text).rules, 'manager')).toHaveLength(6);
  });

  test('no text makes reading throw', () => {
    const words = [
      '%Severity%',
      '%Process%',
      '>=',
      '(',
      ')',
      '"',
      'and',
      'not',
      'INFO',
      '\\',
      ' ',
      '\n',
      '[Core]\nFilter=',
    ];
    const almost = fc.array(fc.constantFrom(...words)).map((parts) => `[Core]\nFilter=${parts.join(' ')}`);

    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), almost), (text) => {
        const { rules } = readLoggingConfig(text);
        return writtenLevels(rules, 'manager').length <= 6;
      }),
      { numRuns: 500, seed: 3 },
    );
  });
});

describe('framework.md §34 · the log keeps to it', () => {
  function written(filter: string, change: (tree: ReturnType<typeof createLog>) => void = () => undefined): string[] {
    const lines: string[] = [];
    const write = (line: string): void => {
      const { module, msg } = JSON.parse(line) as { module?: string; msg: string };
      lines.push(`${module ?? '-'} ${msg}`);
    };
    const { rules } = readLoggingConfig(`[Core]\nFilter=${filter}`);
    const tree = createLog({ level: 'info', pretty: false, write, rules });
    change(tree);
    for (const log of [tree.root, tree.module('auth'), tree.root.child({ module: 'evse' }).child({ part: 'x' })]) {
      log.debug('debug');
      log.info('info');
      log.warn('warn');
      log.error('error');
    }
    return lines;
  }

  test('modules have levels of their own, the manager has its', () => {
    const filter = '%Severity% >= ERRO or (%Process% = evse and %Severity% >= WARN) or (%Process% = manager)';

    expect(written(filter)).toEqual([
      '- debug',
      '- info',
      '- warn',
      '- error',
      'auth error',
      'evse warn',
      'evse error',
    ]);
  });

  test('severities in the middle can be left out', () => {
    expect(written('%Process% = auth and %Severity% != WARN')).toEqual(['auth debug', 'auth info', 'auth error']);
  });

  test('a level that is set at run time counts more', () => {
    const lines = written('%Severity% = CRIT', (tree) => tree.setLevel('warn', 'auth'));

    expect(lines).toEqual(['auth warn', 'auth error']);
  });

  test('rules that come later hold for loggers that exist', () => {
    const lines = written('%Severity% >= VERB', (tree) => {
      tree.module('auth');
      tree.applyRules(readLoggingConfig('[Core]\nFilter=%Severity% >= ERRO').rules);
    });

    expect(lines).toEqual(['- error', 'auth error', 'evse error']);
  });
});
