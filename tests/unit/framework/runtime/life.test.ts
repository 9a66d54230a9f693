import { describe, expect, test } from '@jest/globals';
import type { Transport } from '../../../../framework/wire/transport.js';
import { idleMeter, RuntimeRig, type RigContext } from '../../../support/runtime-rig.js';
import { settled } from '../../../support/settled.js';

describe('framework.md §16 · start', () => {
  test('§16.2 · metadata, then ready, after everything was subscribed', async () => {
    const rig = await new RuntimeRig(({ provides }) => provides.main.implement(idleMeter)).start();

    expect(rig.seen).toEqual([
      {
        topic: 'e/modules/rig/metadata',
        text: '{"data":{"module":"Rig","provides":{"main":{"interface":"demo_meter"}}},"msg_type":"ConfigurationResponse"}',
      },
      { topic: 'e/modules/rig/ready', text: '{"data":true,"msg_type":"ModuleReady"}' },
    ]);
  });

  test('§16.4 · the first global ready counts, later ones are a warning', async () => {
    let ready = 0;
    const rig = await new RuntimeRig(({ provides }) => {
      provides.main.implement(idleMeter);
      return { ready: () => void (ready += 1) };
    }).start();

    await rig.send('e/ready', 'GlobalReady', false);
    await rig.send('e/ready', 'ModuleReady', true);
    const before = ready;
    await rig.ready();
    await rig.ready();

    expect([before, ready]).toEqual([0, 1]);
    expect(rig.log.messages('warn')).toEqual(['global ready was repeated']);
  });

  test('a global ready that comes during the set-up is acted on after it', async () => {
    const order: string[] = [];
    let release: () => void = () => undefined;
    const rig = new RuntimeRig(async ({ provides }) => {
      provides.main.implement(idleMeter);
      await new Promise<void>((resolve) => (release = resolve));
      order.push('set up');
      return { ready: () => void order.push('ready') };
    });
    const starting = rig.start();
    await settled();

    await rig.ready();
    release();
    await starting;
    await settled();

    expect(order).toEqual(['set up', 'ready']);
  });

  test('what the set-up throws names the module and keeps the cause', async () => {
    const cause = new Error('no such port');

    const starting = new RuntimeRig(() => {
      throw cause;
    }).start();

    await expect(starting).rejects.toMatchObject({
      code: 'MODULE_SETUP',
      message: 'module "rig" could not be set up: no such port',
      cause,
    });
  });

  test('a ready handler that throws ends the module', async () => {
    const rig = await new RuntimeRig(({ provides }) => {
      provides.main.implement(idleMeter);
      return {
        ready: () => {
          throw new Error('not today');
        },
      };
    }).start();

    await rig.ready();

    expect(rig.failures).toMatchObject([{ message: 'not today' }]);
  });

  test('only the first failure of a module counts', async () => {
    const rig = await new RuntimeRig(({ provides, fail }) => {
      provides.main.implement(idleMeter);
      fail(new Error('one'));
      fail(new Error('two'));
    }).start();

    expect(rig.failures).toMatchObject([{ message: 'one' }]);
  });
});

describe('framework.md §20 · shutdown', () => {
  test.each(['true', 'false', '', 'anything'])(
    'any message on the topic triggers it, %j too, and only once',
    async (text) => {
      let shutdowns = 0;
      const signals: boolean[] = [];
      const rig = await new RuntimeRig(({ provides, signal }) => {
        provides.main.implement(idleMeter);
        return { shutdown: () => void signals.push((shutdowns++, signal.aborted)) };
      }).start();

      await rig.sendText('e/shutdown', text);
      await rig.sendText('e/shutdown', text);

      expect([shutdowns, signals]).toEqual([1, [false]]);
    },
  );

  test('commands are served and variables seen while the handler runs', async () => {
    let release: () => void = () => undefined;
    const values: unknown[] = [];
    const rig = await new RuntimeRig(({ provides, requires }) => {
      provides.main.implement(idleMeter);
      requires.meters[0]?.on['reading']?.((value) => void values.push(value));
      return { shutdown: () => new Promise<void>((resolve) => (release = resolve)) };
    }).start();

    await rig.sendText('e/shutdown', 'true');
    const answers = await rig.command('reset', null);
    await rig.send('e/modules/m1/impl/main/var/reading', 'Var', { data: 5 });
    release();

    expect([answers.length, values]).toEqual([1, [5]]);
  });

  test('a handler that throws is logged, and the rest goes on', async () => {
    const signals: AbortSignal[] = [];
    const rig = await new RuntimeRig(({ provides, signal }) => {
      provides.main.implement(idleMeter);
      signals.push(signal);
      return { shutdown: () => Promise.reject(new Error('cannot save')) };
    }).start();

    await rig.runtime.shutdown();

    expect([signals[0]?.aborted, rig.failures, rig.log.messages('error')]).toEqual([
      true,
      [],
      ['shutdown handler failed'],
    ]);
  });

  test('what fails because of the shutdown is no failure of the module', async () => {
    const rig = await new RuntimeRig(({ provides, clock, signal }) => {
      provides.main.implement(idleMeter);
      return { ready: () => clock.sleep(1000, signal) };
    }).start();
    await rig.ready();

    await rig.runtime.shutdown();
    await settled();

    expect(rig.failures).toEqual([]);
  });
});

describe('framework.md §18 · variables', () => {
  test('values that do not fit, and messages that are none, are dropped, which is told once for each kind', async () => {
    const values: unknown[] = [];
    const rig = await new RuntimeRig(({ provides, requires }) => {
      provides.main.implement(idleMeter);
      requires.meters[1]?.on['reading']?.((value) => void values.push(value));
    }).start();
    const topic = 'e/modules/m2/impl/main/var/reading';

    await rig.send(topic, 'Var', { data: 'much' });
    await rig.send(topic, 'Var', {});
    await rig.send(topic, 'Cmd', { data: 1 });
    await rig.send(topic, 'Var', { data: 2.5 });

    expect([values, rig.log.messages('warn')]).toEqual([[2.5], ['value dropped', 'value dropped']]);
  });

  test('framework.md §22 · handlers of one variable never overlap, those of two do', async () => {
    const order: string[] = [];
    const releases: (() => void)[] = [];
    const rig = await new RuntimeRig(({ provides, requires }) => {
      provides.main.implement(idleMeter);
      for (const meter of requires.meters) {
        meter.on['reading']?.(async (value) => {
          order.push(`${meter.index} ${String(value)}`);
          await new Promise<void>((resolve) => releases.push(resolve));
        });
      }
    }).start();

    await rig.send('e/modules/m1/impl/main/var/reading', 'Var', { data: 1 });
    await rig.send('e/modules/m1/impl/main/var/reading', 'Var', { data: 2 });
    await rig.send('e/modules/m2/impl/main/var/reading', 'Var', { data: 3 });
    const before = [...order];
    releases.splice(0).forEach((release) => release());
    await settled();

    expect([before, order]).toEqual([
      ['0 1', '1 3'],
      ['0 1', '1 3', '0 2'],
    ]);
  });

  test("framework.md §25 · the mapping of a slot is its implementation's, else its module's, else none", async () => {
    const mappings: unknown[] = [];
    await new RuntimeRig(({ provides, requires, info }) => {
      provides.main.implement(idleMeter);
      mappings.push(...requires.meters.map(({ mapping }) => mapping), requires.quiet?.mapping, info.mapping);
    }).start();

    expect(mappings).toEqual([{ evse: 1 }, { evse: 2 }, undefined, { evse: 1, connector: 2 }]);
  });
});

describe('framework.md §20 · external topics', () => {
  function subscribing(topic: string, options = {}): Promise<{ rig: RuntimeRig; seen: string[]; end: () => void }> {
    const seen: string[] = [];
    const ends: (() => void)[] = [];
    return new RuntimeRig(({ provides, mqtt }) => {
      provides.main.implement(idleMeter);
      ends.push(mqtt.subscribe(topic, (payload, from) => void seen.push(`${from} ${payload}`)));
    }, options)
      .start()
      .then((rig) => ({ rig, seen, end: () => ends.forEach((end) => end()) }));
  }

  test.each(['demo/a', 'demo/+', 'demo/#'])('the prefix is used verbatim, with the filter %s', async (filter) => {
    const { rig, seen, end } = await subscribing(filter);

    await rig.sendText('x/demo/a', '1');
    await rig.sendText('demo/a', '2');
    end();
    await settled();
    await rig.sendText('x/demo/a', '3');

    expect(seen).toEqual(['demo/a 1']);
  });

  test('a lost connection of a filter with wildcards ends the module', async () => {
    let lose: (reason: string) => void = () => undefined;
    const { rig } = await subscribing('demo/#', {
      openConnection: async (): Promise<Transport> => ({
        publish: async () => undefined,
        subscribe: async () => undefined,
        unsubscribe: async () => undefined,
        onMessage: () => undefined,
        onLost: (handler) => (lose = handler),
        close: async () => undefined,
      }),
    });

    lose('socket closed');

    expect(rig.failures).toMatchObject([{ message: expect.stringContaining('socket closed') }]);
  });

  test('a subscription that is refused later on ends the module', async () => {
    const contexts: RigContext[] = [];
    let refuse = false;
    const rig = await new RuntimeRig(
      (context) => {
        contexts.push(context);
        context.provides.main.implement(idleMeter);
      },
      {
        openConnection: () =>
          refuse ? Promise.reject(new Error('broker is gone')) : Promise.reject(new Error('early')),
      },
    ).start();

    refuse = true;
    contexts[0]?.mqtt.subscribe('demo/#', () => undefined);
    await settled();

    expect(rig.failures).toMatchObject([{ message: 'broker is gone' }]);
    await rig.runtime.shutdown();
  });
});
