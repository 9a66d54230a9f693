import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import type { TerminalDisplayMessage } from '#generated/modules/TerminalDisplayMessage';
import terminalDisplayMessage from '../../../../modules/TerminalDisplayMessage/index.js';
import { LogBook } from '../../../support/log-book.js';

let kit: ModuleKit<TerminalDisplayMessage>;
let log: LogBook;

beforeEach(async () => {
  log = new LogBook();
  kit = await startModule<TerminalDisplayMessage>('TerminalDisplayMessage', terminalDisplayMessage, {
    log: log.logger,
  });
});

afterEach(() => kit.close());

test('shows each message', async () => {
  const request = [{ message: { content: 'welcome', language: 'en' } }, { message: { content: 'willkommen' } }];

  expect(await kit.call('display_message', 'set_display_message', { request })).toEqual({ status: 'Accepted' });
  expect(log.messages('info')).toEqual(expect.arrayContaining(['display: welcome', 'display: willkommen']));
});

test('no message is rejected', async () => {
  expect(await kit.call('display_message', 'set_display_message', { request: [] })).toEqual({
    status: 'Rejected',
    status_info: 'No request sent',
  });
});

test('lists the two examples', async () => {
  expect(await kit.call('display_message', 'get_display_messages', { request: { id: [7] } })).toEqual({
    messages: [
      { message: { content: 'This is a test message', format: 'UTF8', language: 'en' } },
      { message: { content: 'https://pionix.de', format: 'URI' } },
    ],
  });
});

test('accepts to clear anything', async () => {
  expect(await kit.call('display_message', 'clear_display_message', { request: { id: 7 } })).toEqual({
    status: 'Accepted',
    status_info: 'Yes it is done!',
  });
});
