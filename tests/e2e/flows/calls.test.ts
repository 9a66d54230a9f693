import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Flow } from './flow.js';

let flow: Flow;

beforeAll(async () => {
  flow = await Flow.start({});
  await flow.see('StatusNotification 2 Available');
});

afterAll(() => flow.station.stop());

/** Text, the id the answer must have, and what the answer is: an error code, or the payload of a result. */
const frames: readonly [what: string, text: string, id: string, answer: string | object][] = [
  ['no JSON', 'hello', '-1', 'GenericError'],
  ['an object', '{"a":1}', '-1', 'GenericError'],
  ['an empty array', '[]', '-1', 'GenericError'],
  ['a numeric id', '[2,17,"ClearCache",{}]', '-1', 'GenericError'],
  ['an id of 40 characters', `[2,"${'i'.repeat(40)}","ClearCache",{}]`, '-1', 'GenericError'],
  ['a call without payload', '[2,"a1","ClearCache"]', 'a1', 'FormationViolation'],
  ['an action that is a number', '[2,"a2",7,{}]', 'a2', 'GenericError'],
  ['an action nobody knows', '[2,"a3","MakeCoffee",{}]', 'a3', 'NotImplemented'],
  ['an action of the other direction', '[2,"a4","Heartbeat",{}]', 'a4', 'NotSupported'],
  ['a missing member', '[2,"a5","Reset",{}]', 'a5', 'FormationViolation'],
  [
    'a text for a number',
    '[2,"a6","ChangeAvailability",{"connectorId":"one","type":"Operative"}]',
    'a6',
    'FormationViolation',
  ],
  ['a value that is not in the enum', '[2,"a7","Reset",{"type":"Warm"}]', 'a7', 'FormationViolation'],
  [
    'a tag of 21 characters',
    `[2,"a8","RemoteStartTransaction",{"idTag":"${'T'.repeat(21)}"}]`,
    'a8',
    'FormationViolation',
  ],
  [
    'a date that is none',
    '[2,"a9","ReserveNow",{"connectorId":1,"expiryDate":"tomorrow","idTag":"T","reservationId":1}]',
    'a9',
    'FormationViolation',
  ],
  ['a fifth element', '[2,"b1","ClearCache",{},{}]', 'b1', { status: 'Rejected' }],
  ['a member that is not defined', '[2,"b2","ClearCache",{"extra":1}]', 'b2', { status: 'Rejected' }],
  ['no member where none is needed', '[2,"b3","ClearCache",null]', 'b3', { status: 'Rejected' }],
  ['an empty id', '[2,"","GetLocalListVersion",{}]', '', { listVersion: 0 }],
];

const ignored = ['["2","c1","Heartbeat",{}]', '[5,"c2","Reset",{}]', '[3,"never",{}]', '[4,"never","GenericError"]'];

describe('OCPP-J 1.6 §4.2 · frames that no charge point expects', () => {
  test.each(frames)('%s', async (_what, text, id, answer) => {
    const [type, first] = await flow.answerTo(text, id);
    expect([type, first]).toEqual(typeof answer === 'string' ? [4, answer] : [3, answer]);
  });

  test('what cannot be answered is passed over, and the next call is answered', async () => {
    for (const text of ignored) flow.station.csms.sendText('cp001', text);
    const { configurationKey } = await flow.call('GetConfiguration', { key: ['NumberOfConnectors'] });
    expect(configurationKey).toEqual([{ key: 'NumberOfConnectors', readonly: true, value: '2' }]);
  });
});

describe('OCPP 1.6 §5.17 · TriggerMessage', () => {
  const trigger = (requestedMessage: string, connectorId?: number) =>
    flow.station.csms.callUnchecked('cp001', 'TriggerMessage', {
      requestedMessage,
      ...(connectorId === undefined ? {} : { connectorId }),
    });

  test.each([
    ['Heartbeat', undefined, ['Heartbeat']],
    ['BootNotification', undefined, ['BootNotification']],
    ['MeterValues', undefined, ['MeterValues 1', 'MeterValues 2']],
    ['MeterValues', 2, ['MeterValues 2']],
    [
      'StatusNotification',
      undefined,
      ['StatusNotification 0 Available', 'StatusNotification 1 Available', 'StatusNotification 2 Available'],
    ],
    ['StatusNotification', 1, ['StatusNotification 1 Available']],
    ['DiagnosticsStatusNotification', undefined, ['DiagnosticsStatusNotification Idle']],
    ['FirmwareStatusNotification', undefined, ['FirmwareStatusNotification Idle']],
  ] as const)('%s of %s is sent after the answer', async (message, connectorId, steps) => {
    expect(await trigger(message, connectorId)).toEqual({ status: 'Accepted' });
    expect(await flow.storyUntil(steps.at(-1) as string)).toEqual(steps);
  });

  test('what cannot be sent is rejected, what is unknown is not implemented', async () => {
    expect(await trigger('MeterValues', 9)).toEqual({ status: 'Rejected' });
    expect(await trigger('StatusNotification', 9)).toEqual({ status: 'Rejected' });
    expect(await trigger('Nonsense')).toEqual({ status: 'NotImplemented' });
  });
});

describe('OCPP 1.6 §5.6 · DataTransfer', () => {
  test('a vendor that the charge point does not know', async () => {
    const transfer = { vendorId: 'com.example.unknown', messageId: 'm', data: 'x' };
    expect(await flow.call('DataTransfer', transfer)).toEqual({ status: 'UnknownVendorId' });
  });

  test('data that is no text', async () => {
    const text = '[2,"d1","DataTransfer",{"vendorId":"com.example.unknown","data":{"a":1}}]';
    expect((await flow.answerTo(text, 'd1')).slice(0, 2)).toEqual([4, 'FormationViolation']);
  });
});
