import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { silentLogger } from '../../../../../lib/log/logger.js';
import type { Logger } from '../../../../../lib/log/logger.js';
import { MessageLog } from '../../../../../lib/ocpp16/message-log/index.js';
import type { MessageLogOptions } from '../../../../../lib/ocpp16/message-log/index.js';

let directory: string;
let clock: ManualClock;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'message-log-'));
  clock = new ManualClock();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const time = '2026-01-01T00:00:00.000Z';
const heartbeat = '[2,"id1","Heartbeat",{}]';
const answer = '[3,"id1",{"currentTime":"<now>"}]';
const password = '[2,"id2","ChangeConfiguration",{"key":"AuthorizationKey","value":"top secret"}]';

function openLog(options: Partial<MessageLogOptions> = {}): MessageLog {
  const base = {
    directory,
    clock,
    log: silentLogger,
    isEnabled: true,
    isRaw: false,
    formats: ['log', 'html', 'security'],
  };
  return new MessageLog({ ...base, ...options });
}

function read(name: string): string {
  return readFileSync(join(directory, name), 'utf8');
}

describe('formats', () => {
  test('log: a line of time, direction and type, the indented JSON, an empty line', () => {
    const log = openLog({ formats: ['log'] });
    log.outgoing(heartbeat);
    log.incoming(answer);
    log.close();

    expect(read(`${time}.log`)).toBe(
      `${time}: ChargePoint>CentralSystem Session logging started. \n\n\n` +
        `${time}: ChargePoint>CentralSystem Heartbeat \n${JSON.stringify(JSON.parse(heartbeat), undefined, 2)}\n\n` +
        `${time}: CentralSystem>ChargePoint  HeartbeatResponse\n${JSON.stringify(JSON.parse(answer), undefined, 2)}\n\n`,
    );
  });

  test('html: a row of its class with escaped JSON; closed at the end', () => {
    const log = openLog({ formats: ['html'] });
    log.incoming(answer);
    log.system('Connected');
    log.close();

    const html = read(`${time}.html`);
    expect(html).toMatch(/^<!DOCTYPE html>/);
    expect(html).toContain('<tr class="CentralSystem">');
    expect(html).toContain('"currentTime": "&lt;now&gt;"');
    expect(html).toContain('<tr class="SYS">');
    expect(html).toMatch(/<\/table><\/body><\/html>\n$/);
  });

  test('security: every event as JSON a line', () => {
    const log = openLog({ formats: ['security'] });
    log.securityEvent({ type: 'A', timestamp: time });
    log.securityEvent({ type: 'B', timestamp: time });
    log.outgoing(heartbeat);
    log.close();

    expect(read(`${time}.security.log`)).toBe(
      `{"type":"A","timestamp":"${time}"}\n{"type":"B","timestamp":"${time}"}\n`,
    );
    expect(readdirSync(directory)).toEqual([`${time}.security.log`]);
  });

  test.each([
    [['console'], { origin: 'ChargePoint', type: 'Heartbeat' }],
    [['console', 'console_detailed'], { message: JSON.stringify(JSON.parse(heartbeat), undefined, 2) }],
  ])('%s goes to the logger', (formats, fields) => {
    const seen: object[] = [];
    const info = (first: object | string): void => void (typeof first === 'object' && seen.push(first));
    const log = openLog({ formats, log: { ...silentLogger, info } satisfies Logger });

    log.outgoing(heartbeat);

    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject(fields);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('callback: text and direction, also with LogMessages off, then nothing else is written', () => {
    const seen: string[][] = [];
    const log = openLog({
      isEnabled: false,
      formats: ['log', 'callback'],
      callback: (text, direction) => seen.push([text, direction]),
    });

    log.outgoing(heartbeat);
    log.incoming(answer);

    expect(seen).toEqual([
      [heartbeat, 'ChargingStationToCSMS'],
      [answer, 'CSMSToChargingStation'],
    ]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('raw logs hold outgoing messages as sent, incoming ones are not there', () => {
    const log = openLog({ formats: ['log', 'html'], isRaw: true });
    log.outgoing(heartbeat);
    log.incoming(answer);
    log.close();

    expect(read(`${time}_raw.log`)).toBe(`${time}: ChargePoint>CentralSystem Heartbeat \n${heartbeat}\n\n`);
    expect(read(`${time}_raw.html`)).not.toContain('currentTime');
  });

  test('answers without a known question are named after their kind', () => {
    const log = openLog({ formats: ['log'] });
    log.incoming('[3,"x",{}]');
    log.incoming('[4,"y","GenericError","",{}]');
    log.close();

    expect(read(`${time}.log`)).toMatch(/ChargePoint {2}CallResult\n[^]*ChargePoint {2}CallError\n/);
  });
});

test('the password of ChangeConfiguration reaches no log and no callback', () => {
  const seen: string[] = [];
  const log = openLog({
    formats: ['log', 'html', 'session_logging', 'callback'],
    isRaw: true,
    callback: (text) => seen.push(text),
  });
  log.startSession('s', join(directory, 's'));
  log.incoming(password);
  log.outgoing(password);
  log.stopSession('s');
  log.close();

  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = [...files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')), ...seen];
  expect(files).toHaveLength(6);
  expect(texts.filter((text) => text.includes('AuthorizationKey')).length).toBe(8);
  expect(texts.filter((text) => text.includes('secret'))).toEqual([]);
});

describe('session logs', () => {
  test('one HTML file a session, named complete when the session stops', () => {
    const path = join(directory, 'session');
    const log = openLog({ formats: ['session_logging'] });
    log.outgoing(heartbeat);
    log.startSession('s1', path);
    log.incoming(answer);
    expect(readdirSync(path).sort()).toEqual(['incomplete-ocpp.html', 'incomplete-ocpp_raw.html']);

    log.stopSession('s1');
    log.outgoing('[2,"id9","ClearCache",{}]');

    expect(readdirSync(path).sort()).toEqual(['incomplete-ocpp_raw.html', 'ocpp.html']);
    const html = readFileSync(join(path, 'ocpp.html'), 'utf8');
    expect(html).toContain('HeartbeatResponse');
    expect(html).not.toContain('ClearCache');
    expect(html).toMatch(/<\/html>\n$/);
    log.close();
  });

  test('without the format there is none', () => {
    const log = openLog({ formats: ['log'] });

    log.startSession('s1', join(directory, 'session'));

    expect(readdirSync(directory)).toEqual([`${time}.log`]);
    log.close();
  });
});

describe('rotation', () => {
  const line = (name: string): string => `{"type":"${name}"}\n`;

  function logEvents(count: number, rotation: { maxFileCount: number; hasDateSuffix: boolean }): string[] {
    const cleared: string[] = [];
    const log = openLog({
      formats: ['security'],
      rotation: { maxFileSize: 1, ...rotation },
      securityLogCleared: () => cleared.push('cleared'),
    });
    for (let event = 1; event <= count; event += 1) log.securityEvent({ type: `e${event}` });
    log.close();
    return cleared;
  }

  test('files are numbered from the newest, nothing is deleted without a count', () => {
    const cleared = logEvents(12, { maxFileCount: 0, hasDateSuffix: false });

    expect(read('libocpp_16.security.log')).toBe(line('e12'));
    expect(read('libocpp_16.security.log.0')).toBe(line('e11'));
    expect(read('libocpp_16.security.log.10')).toBe(line('e1'));
    expect(cleared).toEqual([]);
  });

  test('with a count the oldest goes, and the cleared security log is told', () => {
    const cleared = logEvents(5, { maxFileCount: 3, hasDateSuffix: false });

    expect(readdirSync(directory).sort()).toEqual([
      'libocpp_16.security.log',
      'libocpp_16.security.log.0',
      'libocpp_16.security.log.1',
    ]);
    expect(read('libocpp_16.security.log.1')).toBe(line('e3'));
    expect(cleared).toHaveLength(2);
  });

  test('a count of one keeps the current file only', () => {
    const cleared = logEvents(2, { maxFileCount: 1, hasDateSuffix: false });

    expect(readdirSync(directory)).toEqual(['libocpp_16.security.log']);
    expect(read('libocpp_16.security.log')).toBe(line('e2'));
    expect(cleared).toHaveLength(1);
  });

  test('with date suffix older files keep their names, even two of one second, and the newest are kept', () => {
    logEvents(4, { maxFileCount: 3, hasDateSuffix: true });

    const names = readdirSync(directory).sort();
    const texts = names.map(read);
    expect(names).toHaveLength(3);
    expect(names.slice(1).every((name) => name.startsWith('libocpp_16.security.log.20260101000000'))).toBe(true);
    expect(texts.sort()).toEqual([line('e2'), line('e3'), line('e4')]);
  });

  test('a rotated HTML file is closed and the next one has its header', () => {
    const log = openLog({ formats: ['html'], rotation: { maxFileSize: 1, maxFileCount: 0, hasDateSuffix: false } });
    log.outgoing(heartbeat);
    log.close();

    expect(read('libocpp_16.html.0')).toMatch(/<\/html>\n$/);
    expect(read('libocpp_16.html')).toMatch(/^<!DOCTYPE html>/);
  });

  test('a file below the limit is continued by the next start', () => {
    const rotation = { maxFileSize: 100_000, maxFileCount: 2, hasDateSuffix: false };
    for (let start = 0; start < 2; start += 1) {
      const log = openLog({ formats: ['security'], rotation });
      log.securityEvent({ type: `e${start}` });
      log.close();
    }

    expect(read('libocpp_16.security.log')).toBe(line('e0') + line('e1'));
  });
});

test('a folder that cannot be written is reported and nothing else happens', () => {
  const errors: object[] = [];
  const error = (first: object | string): void => void (typeof first === 'object' && errors.push(first));
  writeFileSync(join(directory, 'file'), '');

  const log = openLog({ directory: join(directory, 'file'), formats: ['log'], log: { ...silentLogger, error } });
  log.outgoing(heartbeat);
  log.close();

  expect(errors).toMatchObject([{ path: join(directory, 'file', `${time}.log`) }]);
});
