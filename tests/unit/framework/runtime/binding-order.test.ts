import { describe, expect, test } from '@jest/globals';
import type { Transport } from '../../../../framework/wire/transport.js';
import { wrapTransport } from '../../../../framework/wire/wrap-transport.js';
import { idleDisplay, startDisplay } from '../../../support/demo-display.js';
import { idleMeter, RuntimeRig } from '../../../support/runtime-rig.js';
import { settled } from '../../../support/settled.js';

/** Notes what goes to the broker. */
function recorded(transport: Transport, log: string[]): Transport {
  return wrapTransport(transport, {
    publish: (topic, payload, options) => {
      log.push(`publish ${topic}`);
      return transport.publish(topic, payload, options);
    },
    subscribe: (subscriptions) => {
      log.push(...subscriptions.map(({ filter }) => `subscribe ${filter}`));
      return transport.subscribe(subscriptions);
    },
  });
}

const reading = 'e/modules/m1/impl/main/var/reading';

describe('framework.md §25 · order of a module', () => {
  test('everything is subscribed before it says that it is ready, its metadata is said before that', async () => {
    const log: string[] = [];

    await new RuntimeRig(
      ({ provides, requires }) => {
        provides.main.implement(idleMeter);
        requires.meters[0]?.on['reading']?.(() => undefined);
      },
      { wrap: (transport) => recorded(transport, log) },
    ).start();

    const publications = log.filter((line) => line.startsWith('publish'));
    const lastSubscription = log.findLastIndex((line) => line.startsWith('subscribe'));
    expect(publications).toEqual(['publish e/modules/rig/metadata', 'publish e/modules/rig/ready']);
    expect(lastSubscription).toBeLessThan(log.indexOf('publish e/modules/rig/ready'));
    expect(log).toEqual(
      expect.arrayContaining([
        'subscribe e/ready',
        'subscribe e/shutdown',
        `subscribe ${reading}`,
        'subscribe e/modules/rig/impl/main/cmd/set_limit',
        'subscribe e/modules/m1/impl/main/error/demo/Overheat',
      ]),
    );
  });

  test('commands and variables are delivered before the global ready and while its handler runs', async () => {
    const order: string[] = [];
    let goOn = (): void => undefined;
    const rig = await new RuntimeRig(({ provides, requires }) => {
      provides.main.implement({ ...idleMeter, set_limit: () => order.push('command') > 0 });
      requires.meters[0]?.on['reading']?.((value) => void order.push(`variable ${String(value)}`));
      return {
        ready: async () => {
          order.push('ready begins');
          await new Promise<void>((resolve) => (goOn = resolve));
          order.push('ready ends');
        },
      };
    }).start();

    await rig.command('set_limit', { ampere: 1 });
    await rig.send(reading, 'Var', { data: 1 });
    await rig.ready();
    await rig.send(reading, 'Var', { data: 2 });
    goOn();
    await settled();

    expect(order).toEqual(['command', 'variable 1', 'ready begins', 'variable 2', 'ready ends']);
  });
});

describe('framework.md §25 · connections', () => {
  test('several of one requirement are a list in the configured order, with their index', async () => {
    let indices: unknown;
    const kit = await startDisplay(
      ({ provides, requires }) => {
        provides.main.implement(idleDisplay);
        indices = requires.meters.map(({ index, moduleId }) => [index, moduleId]);
      },
      { connections: { meters: 3 } },
    );

    expect(indices).toEqual([
      [0, 'meters_0'],
      [1, 'meters_1'],
      [2, 'meters_2'],
    ]);
    await kit.close();
  });

  test('an optional one that is not connected is absent, a list that is not connected is empty', async () => {
    let seen: unknown;
    const kit = await startDisplay(
      ({ provides, requires }) => {
        provides.main.implement(idleDisplay);
        seen = [requires.backup, requires.meters.length];
      },
      { connections: { meters: 0, backup: 0 } },
    );

    expect(seen).toEqual([undefined, 0]);
    await kit.close();
  });
});
