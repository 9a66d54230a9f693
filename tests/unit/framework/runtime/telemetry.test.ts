import { describe, expect, test } from '@jest/globals';
import { TelemetryTopics } from '../../../../framework/runtime/telemetry.js';
import type { ModuleScope } from '../../../../framework/runtime/module-scope.js';
import { ManualClock } from '../../../../framework/clock/index.js';
import { LogBook } from '../../../support/log-book.js';

interface Sent {
  readonly topic: string;
  readonly data: unknown;
  readonly qos: number;
}

function telemetry(enabled: boolean, ids: { own?: number; beside?: number }) {
  const sent: Sent[] = [];
  const log = new LogBook();
  const config = (id: number | undefined): object => (id === undefined ? {} : { telemetry_config: { id } });
  const scope = {
    bus: {
      sendText: (topic: string, text: string, { qos }: { qos: number }) =>
        void sent.push({ topic, data: JSON.parse(text) as unknown, qos }),
    },
    clock: new ManualClock(),
    log: log.logger,
    metadata: { settings: { telemetry_enabled: enabled, telemetry_prefix: 'tele/' } },
    document: { module_config: config(ids.own), ...config(ids.beside) },
  } as unknown as ModuleScope;
  return { topics: new TelemetryTopics(scope), sent, log };
}

describe('framework.md §20 · telemetry', () => {
  test('topic, time, id and type; QoS 0', () => {
    const { topics, sent } = telemetry(true, { own: 7 });

    topics.publish('power', 'meter', { W: 5.5, on: true, label: 'x', nested: { a: [1] } });

    expect(sent).toEqual([
      {
        topic: 'tele/power/7/meter',
        qos: 0,
        data: {
          ...{ W: 5.5, on: true, label: 'x', nested: { a: [1] } },
          ...{ timestamp: '2026-01-01T00:00:00.000Z', connector_id: 7, type: 'meter' },
        },
      },
    ]);
  });

  test('a type of its own', () => {
    const { topics, sent } = telemetry(true, { own: 1 });

    topics.publish('power', 'meter', {}, 'livedata');

    expect(sent[0]?.data).toMatchObject({ type: 'livedata' });
  });

  test('the id of the instance is delivered beside the module configuration too', () => {
    expect(telemetry(true, { beside: 3 }).topics.enabled).toBe(true);
  });

  test.each([
    [false, { own: 1 }],
    [true, {}],
    [false, {}],
  ])('switched on %s and instance %j: a silent no-op', (enabled, ids) => {
    const { topics, sent, log } = telemetry(enabled, ids);

    topics.publish('power', 'meter', { connector_id: 5 });

    expect([topics.enabled, sent, log.lines]).toEqual([false, [], []]);
  });

  test('connector_id is reserved', () => {
    const { topics, sent, log } = telemetry(true, { own: 2 });

    topics.publish('power', 'meter', { connector_id: 99, W: 1 });

    expect(sent[0]?.data).toMatchObject({ connector_id: 2, W: 1 });
    expect(log.messages('warn')).toEqual(['telemetry key connector_id is reserved']);
  });
});
