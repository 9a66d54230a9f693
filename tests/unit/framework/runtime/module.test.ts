import { describe, expect, test } from '@jest/globals';
import { CommandTimeout, HandlerFailed } from '../../../../framework/testing/index.js';
import { idleDisplay, startDisplay } from '../../../support/demo-display.js';

describe('configuration', () => {
  test('framework.md §6 · fills manifest defaults and takes given values', async () => {
    let seen: unknown;

    const kit = await startDisplay(
      ({ config, provides }) => {
        provides.main.implement(idleDisplay);
        seen = config;
      },
      { config: { module: { title: 'garage' } } },
    );

    expect(seen).toEqual({ module: { brightness: 0.5, title: 'garage' }, implementations: { main: { pages: 3 } } });
    await kit.close();
  });

  test('framework.md §25 · module info has id, type, paths and mapping', async () => {
    let seen: unknown;

    const kit = await startDisplay(
      ({ info, provides }) => {
        provides.main.implement(idleDisplay);
        seen = info;
      },
      { mappings: { module: { evse: 1, connector: 2 } }, etcDir: '/e', shareDir: '/s' },
    );

    expect(seen).toMatchObject({
      id: 'module',
      name: 'DemoDisplay',
      mapping: { evse: 1, connector: 2 },
      paths: { etc: '/e', share: '/s/modules/DemoDisplay' },
      telemetryEnabled: true,
    });
    await kit.close();
  });

  test('a provided interface whose commands nobody serves is refused at set-up', async () => {
    const starting = startDisplay(() => undefined);

    await expect(starting).rejects.toThrow('implementation "main" serves no commands');
  });
});

describe('commands', () => {
  test('a provided command answers with the result of its handler', async () => {
    const kit = await startDisplay(({ provides }) => {
      provides.main.implement({ ...idleDisplay, show: ({ page }) => page < 3 });
    });

    const [first, ninth] = [await kit.call('main', 'show', { page: 0 }), await kit.call('main', 'show', { page: 9 })];

    expect([first, ninth]).toEqual([true, false]);
    await kit.close();
  });

  test('framework.md §17.4 · a handler that throws is answered with HandlerException and ends the module', async () => {
    const kit = await startDisplay(({ provides }) => {
      provides.main.implement({
        ...idleDisplay,
        clear: () => {
          throw new Error('screen is gone');
        },
      });
    });

    const clearing = kit.call('main', 'clear', {});

    await expect(clearing).rejects.toMatchObject({ type: 'HandlerException', message: 'screen is gone' });
    expect(kit.failure).toMatchObject({ message: 'screen is gone' });
    await kit.close();
  });

  test('a handler may answer with an error of the wire and stay healthy', async () => {
    const kit = await startDisplay(({ provides }) => {
      provides.main.implement({
        ...idleDisplay,
        clear: () => {
          throw new HandlerFailed('not now');
        },
      });
    });

    const clearing = kit.call('main', 'clear', {});

    await expect(clearing).rejects.toThrow('not now');
    expect(kit.failure).toBeUndefined();
    await kit.close();
  });

  test('framework.md §17.3 · the caller checks arguments before it publishes', async () => {
    const kit = await startDisplay(({ provides }) => provides.main.implement(idleDisplay));

    const calling = kit.call('main', 'show', { page: 'one' as never });

    await expect(calling).rejects.toMatchObject({ type: 'SchemaValidationError' });
    await kit.close();
  });

  test('calls of one command are handled one after the other', async () => {
    const order: string[] = [];
    const kit = await startDisplay(({ provides, clock }) => {
      provides.main.implement({
        ...idleDisplay,
        show: async ({ page }) => {
          order.push(`start ${page}`);
          await clock.sleep(100);
          order.push(`end ${page}`);
          return true;
        },
      });
    });

    const both = Promise.all([kit.call('main', 'show', { page: 1 }), kit.call('main', 'show', { page: 2 })]);
    await kit.clock.advance(200);
    await both;

    expect(order).toEqual(['start 1', 'end 1', 'start 2', 'end 2']);
    await kit.close();
  });

  test('framework.md §17.3 · a call without an answer ends after 300 s', async () => {
    const kit = await startDisplay(
      ({ provides, requires }) => {
        provides.main.implement({
          ...idleDisplay,
          show: async ({ page }) => (await requires.meters[0]?.call.set_limit({ ampere: page }))?.status === 'ok',
        });
      },
      { connections: { meters: 1 }, answers: { meters: { set_limit: () => new Promise(() => undefined) } } },
    );

    const outcome = kit.call('main', 'show', { page: 16 }).catch((error: unknown) => error);
    await kit.clock.advance(299_000);
    const calls = kit.peer('meters').calls('set_limit');
    await kit.clock.advance(2000);

    expect(calls).toEqual([{ ampere: 16 }]);
    expect(await outcome).toBeInstanceOf(CommandTimeout);
    await kit.close();
  });

  test('framework.md §17.3 · waiting calls end with Shutdown when the module is shut down', async () => {
    let outcome: unknown;
    const kit = await startDisplay(
      ({ provides, requires }) => {
        provides.main.implement(idleDisplay);
        return {
          ready: async () => {
            outcome = await requires.meters[0]?.call.set_limit({ ampere: 1 }).catch((error: unknown) => error);
          },
        };
      },
      { connections: { meters: 1 }, answers: { meters: { set_limit: () => new Promise(() => undefined) } } },
    );

    await kit.shutdown();

    expect(outcome).toMatchObject({ type: 'Shutdown' });
    await kit.close();
  });
});

describe('variables', () => {
  test('a published value reaches the users of the implementation', async () => {
    const kit = await startDisplay(({ provides }) => {
      provides.main.implement(idleDisplay);
      return { ready: () => provides.main.publish.page(7) };
    });

    expect(await kit.next('main', 'page')).toBe(7);
    await kit.close();
  });

  test('framework.md §18 · publishing a value that does not match throws and sends nothing', async () => {
    let thrown: unknown;
    const kit = await startDisplay(({ provides }) => {
      provides.main.implement(idleDisplay);
      return {
        ready: () => {
          try {
            provides.main.publish.page('seven' as never);
          } catch (error) {
            thrown = error;
          }
        },
      };
    });

    expect(thrown).toMatchObject({ code: 'BUS_VARIABLE_INVALID' });
    expect(kit.published('main', 'page')).toEqual([]);
    await kit.close();
  });

  test('each handler of a variable sees every value, in order', async () => {
    const seen: string[] = [];
    const kit = await startDisplay(
      ({ provides, requires }) => {
        provides.main.implement(idleDisplay);
        for (const meter of requires.meters) {
          meter.on.reading(({ power_W }) => void seen.push(`${meter.index}a ${power_W}`));
          meter.on.reading(({ power_W }) => void seen.push(`${meter.index}b ${power_W}`));
        }
      },
      { connections: { meters: 2 } },
    );

    kit.peer('meters', 1).publish('reading', { power_W: 10 });
    kit.peer('meters', 1).publish('reading', { power_W: 20 });
    await kit.settle();

    expect(seen).toEqual(['1a 10', '1b 10', '1a 20', '1b 20']);
    await kit.close();
  });

  test('a handler that throws ends the module', async () => {
    const kit = await startDisplay(
      ({ provides, requires }) => {
        provides.main.implement(idleDisplay);
        requires.backup?.on.reading(() => {
          throw new Error('cannot draw');
        });
      },
      { connections: { backup: 1 } },
    );

    kit.peer('backup').publish('reading', { power_W: 1 });
    await kit.settle();

    expect(kit.failure).toMatchObject({ message: 'cannot draw' });
    await kit.close();
  });
});

describe('errors', () => {
  test('framework.md §19.3 · raise and clear follow type and sub type', async () => {
    const kit = await startDisplay(({ provides }) => {
      const { errors } = provides.main;
      provides.main.implement(idleDisplay);
      return {
        ready: () => {
          errors.raise('demo/Overheat', { message: 'coil at 120 degrees', severity: 'High' });
          errors.raise('demo/Overheat', { message: 'again' });
          errors.raise('demo/Overheat', { subType: 'fan' });
          errors.raise('demo/NoData');
          errors.clear('demo/Overheat');
          errors.clear('demo/NoData', 'other');
        },
      };
    });

    const active = kit.activeErrors('main').map(({ type, sub_type }) => `${type}:${sub_type}`);

    expect(active).toEqual(['demo/Overheat:fan', 'demo/NoData:']);
    await kit.close();
  });

  test('framework.md §19.1 · a raised error has all fields of the wire', async () => {
    const kit = await startDisplay(
      ({ provides }) => {
        provides.main.implement(idleDisplay);
        return { ready: () => provides.main.errors.raise('demo/Overheat') };
      },
      { mappings: { module: { evse: 1 } } },
    );

    const [error] = kit.activeErrors('main');

    expect(error).toEqual({
      type: 'demo/Overheat',
      sub_type: '',
      message: 'no message provided',
      description: 'Too hot',
      severity: 'Low',
      origin: { module_id: 'module', implementation_id: 'main', mapping: { evse: 1 } },
      state: 'Active',
      timestamp: '2026-01-01T00:00:00.000Z',
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      vendor_id: 'everest',
    });
    await kit.close();
  });

  test('framework.md §19.4 · errors of a connection are observed until they are cleared', async () => {
    const seen: string[] = [];
    let isActive: () => boolean | undefined = () => undefined;
    const kit = await startDisplay(
      ({ provides, requires }) => {
        provides.main.implement(idleDisplay);
        const { backup } = requires;
        isActive = () => backup?.errors.isActive('demo/NoData');
        backup?.errors.on('demo/NoData', {
          raised: ({ type }) => void seen.push(`raised ${type}`),
          cleared: ({ state }) => void seen.push(state),
        });
      },
      { connections: { backup: 1 } },
    );

    kit.peer('backup').raise('demo/NoData');
    kit.peer('backup').raise('demo/Overheat');
    await kit.settle();
    const during = isActive();
    kit.peer('backup').clear('demo/NoData');
    await kit.settle();

    expect(seen).toEqual(['raised demo/NoData', 'ClearedByModule']);
    expect([during, isActive()]).toEqual([true, false]);
    await kit.close();
  });
});

describe('outside the everest prefix', () => {
  test('framework.md §20 · external topics are published and received as text', async () => {
    const seen: string[] = [];
    const kit = await startDisplay(({ provides, mqtt }) => {
      provides.main.implement(idleDisplay);
      mqtt.subscribe('demo/+/refresh', (payload, topic) => void seen.push(`${topic} ${payload}`));
      return { ready: () => mqtt.publish('demo/state', 5, { retain: true }) };
    });

    kit.external.send('demo/a/refresh', 'now');
    await kit.settle();

    expect(seen).toEqual(['demo/a/refresh now']);
    expect(kit.external.published).toEqual([{ topic: 'demo/state', payload: '5', retain: true }]);
    await kit.close();
  });

  test('framework.md §20 · telemetry carries time, id and type', async () => {
    const kit = await startDisplay(({ provides, telemetry }) => {
      provides.main.implement(idleDisplay);
      return { ready: () => telemetry.publish('display', 'pages', { shown: 3, connector_id: 9 }) };
    });

    const [message] = kit.external.published;

    expect(message?.topic).toBe('everest-telemetry/display/1/pages');
    expect(JSON.parse(message?.payload ?? '')).toEqual({
      shown: 3,
      timestamp: '2026-01-01T00:00:00.000Z',
      connector_id: 1,
      type: 'pages',
    });
    await kit.close();
  });
});
