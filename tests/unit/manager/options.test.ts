import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readCommandLine } from '../../../manager/options.js';

let stdout: string;
let stderr: string;

beforeEach(() => {
  stdout = stderr = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true));
});

afterEach(() => {
  jest.restoreAllMocks();
});

function options(...argv: string[]): unknown {
  const reading = readCommandLine(argv, '1.2.3');
  return reading.ok ? reading.options : reading.exitCode;
}

describe('framework.md §3 · command line of the manager', () => {
  test('without options', () => {
    expect(options()).toMatchObject({
      ...{ check: false, dbInit: false, resetFromYaml: false, intoIdle: false, idleOnFailure: false },
      ...{ recoverModuleCrashes: false, gracefulShutdown: false, retainTopics: false, dontvalidateschema: false },
      ...{ standalone: [], ignore: [], statusFifo: '' },
    });
  });

  test.each([
    [['--prefix', '/p'], { prefix: '/p' }],
    [['--prefix=/p'], { prefix: '/p' }],
    [['--config', 'a.yaml'], { config: 'a.yaml' }],
    [['--config=a.yaml'], { config: 'a.yaml' }],
    [['--conf', 'a.yaml'], { conf: 'a.yaml' }],
    [['--db', '/d'], { db: '/d' }],
    [['--db-init'], { dbInit: true }],
    [['--reset-from-yaml'], { resetFromYaml: true }],
    [['--check'], { check: true }],
    [['--dump', '/d'], { dump: '/d' }],
    [['--dumpmanifests=/d'], { dumpmanifests: '/d' }],
    [['--standalone', 'a', 'b', '--check'], { standalone: ['a', 'b'], check: true }],
    [['-s', 'a', '--standalone', 'b', 'c'], { standalone: ['a', 'b', 'c'] }],
    [['--standalone=a', '--standalone=b'], { standalone: ['a', 'b'] }],
    [['--ignore', 'a', '--ignore', 'b'], { ignore: ['a', 'b'] }],
    [['--dontvalidateschema'], { dontvalidateschema: true }],
    [['--into-idle'], { intoIdle: true }],
    [['--idle-on-failure'], { idleOnFailure: true }],
    [['--recover-module-crashes'], { recoverModuleCrashes: true }],
    [['--graceful-shutdown'], { gracefulShutdown: true }],
    [['--status-fifo', '/f'], { statusFifo: '/f' }],
    [['--retain-topics'], { retainTopics: true }],
    [['--mqtt_everest_prefix', 'a'], { mqtt_everest_prefix: 'a' }],
  ])('%j', (argv, expected) => {
    expect(options(...argv)).toMatchObject(expected);
    expect([stdout, stderr]).toEqual(['', '']);
  });

  test.each([[['--confi', 'a']], [['--unheard']], [['--config']], [['-x']], [['stray']], [['--check=maybe']]])(
    '%j ends with 1 and a line on stderr',
    (argv) => {
      expect(options(...argv)).toBe(1);
      expect([stdout, stderr === '']).toEqual(['', false]);
    },
  );

  test.each([['--help'], ['-h']])('%s prints the usage to stdout and ends with 0', (flag) => {
    expect(options(flag)).toBe(0);
    expect(stdout).toContain('--status-fifo');
  });

  test('--version prints name and version to stdout and ends with 0', () => {
    expect(options('--version')).toBe(0);
    expect(stdout).toMatch(/^manager \(everest-ts 1\.2\.3 .*\)\s*\n$/);
  });

  test('whether a log level was asked for is known, as a logging configuration counts only otherwise', () => {
    expect(options()).toMatchObject({ logLevel: 'info', logLevelGiven: false });
    expect(options('--log-level', 'info')).toMatchObject({ logLevel: 'info', logLevelGiven: true });
  });
});
