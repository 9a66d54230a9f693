import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ConfigChangeAnswer, ConfigService, ModuleContext } from '../../../../framework/index.js';
import { defineModule } from '../../../../framework/index.js';
import { startModule, type KitOptions, type ModuleKit } from '../../../../framework/testing/index.js';

/** tests/fixtures/config-service/modules/Blinker. */
type Blinker = {
  config: {
    module: { interval: number; label: string; level: number; mode: 'calm' | 'wild'; quiet: boolean };
    implementations: { main: { gain: number } };
  };
  provides: { main: { cmds: {}; vars: {}; errors: never } };
  requires: {};
  externalMqtt: true;
  telemetry: false;
  globalErrors: false;
};

type Context = ModuleContext<Blinker>;

let kit: ModuleKit<Blinker> | undefined;

afterEach(async () => {
  await kit?.close();
  kit = undefined;
});

async function start(
  setup: (context: Context) => void,
  options: KitOptions<Blinker> = {},
): Promise<ModuleKit<Blinker>> {
  const moduleFolder = fileURLToPath(new URL('../../../fixtures/config-service/modules/Blinker', import.meta.url));
  const definition = defineModule<Blinker>((context) => {
    context.provides.main.implement({});
    setup(context);
  });
  kit = await startModule('Blinker', definition, { moduleFolder, ...options });
  return kit;
}

/** The service of a module that does nothing else. */
async function serviceOf(options: KitOptions<Blinker> = {}): Promise<ConfigService<Blinker['config']>> {
  let service: ConfigService<Blinker['config']> | undefined;
  await start((context) => (service = context.configService), options);
  if (service === undefined) throw new Error('not set up');
  return service;
}

describe('framework.md §21.3 · onChange', () => {
  test('the handler gets the value in its type, and its answer is passed on', async () => {
    const seen: unknown[] = [];
    const running = await start(({ configService }) => {
      configService.onChange('interval', (value) => {
        seen.push(value);
        return 'Accepted';
      });
    });

    const outcome = await running.changeConfig('interval', 250);

    expect({ outcome, seen }).toEqual({ outcome: { status: 'Accepted', info: '' }, seen: [250] });
  });

  test.each<[ConfigChangeAnswer, object]>([
    ['Accepted', { status: 'Accepted', info: '' }],
    ['RebootRequired', { status: 'RebootRequired', info: '' }],
    [{ rejected: 'too fast' }, { status: 'Rejected', info: 'too fast' }],
  ])('answer %j', async (answer, outcome) => {
    const running = await start(({ configService }) => configService.onChange('interval', async () => answer));

    expect(await running.changeConfig('interval', 1)).toEqual(outcome);
  });

  test('parameters of an implementation have handlers of their own', async () => {
    const seen: number[] = [];
    const running = await start(({ configService }) => {
      configService.onChange({ implementationId: 'main', parameter: 'gain' }, (value) => {
        seen.push(value);
        return 'Accepted';
      });
    });

    const outcome = await running.config.change('main', 'gain', 0.5);

    expect({ outcome, seen }).toEqual({ outcome: { status: 'Accepted', info: '' }, seen: [0.5] });
  });

  test('a parameter without handler is rejected, to the letter', async () => {
    const running = await start(({ configService }) => configService.onChange('interval', () => 'Accepted'));

    expect(await running.changeConfig('label', 'x')).toEqual({
      status: 'Rejected',
      info: 'No handler registered for parameter: label',
    });
  });

  test('nothing is subscribed before the first handler', async () => {
    const running = await start(() => undefined);

    await expect(running.changeConfig('interval', 1)).rejects.toThrow('did not answer');
  });

  test('a handler that throws is an outer Error, and the module goes on', async () => {
    const running = await start(({ configService }) => {
      configService.onChange('interval', (value) => {
        if (value > 10) throw new Error('no such speed');
        return 'Accepted';
      });
    });

    const outcomes = [await running.changeConfig('interval', 11), await running.changeConfig('interval', 1)];

    expect(outcomes).toEqual([
      { status: 'Error', info: 'no such speed' },
      { status: 'Accepted', info: '' },
    ]);
    expect(running.failure).toBeUndefined();
  });

  test('text that is no such value never reaches the handler', async () => {
    const seen: unknown[] = [];
    const running = await start(({ configService }) => {
      configService.onChange('level', (value) => {
        seen.push(value);
        return 'Accepted';
      });
    });

    const outcome = await running.config.change('!module', 'level', 'many');

    expect({ outcome, seen }).toEqual({ outcome: { status: 'Rejected', info: '"many" is no integer' }, seen: [] });
  });

  test('changes are handled one after the other', async () => {
    const story: string[] = [];
    let finish: () => void = () => undefined;
    const running = await start(({ configService }) => {
      configService.onChange('interval', async (value) => {
        story.push(`begin ${value}`);
        if (value === 1) await new Promise<void>((resolve) => (finish = resolve));
        story.push(`end ${value}`);
        return 'Accepted' as const;
      });
    });

    const first = running.changeConfig('interval', 1).catch(() => undefined);
    const second = running.changeConfig('interval', 2).catch(() => undefined);
    await running.settle();
    const meanwhile = [...story];
    finish();
    await Promise.all([first, second]);
    await running.settle();

    expect({ meanwhile, story }).toEqual({ meanwhile: ['begin 1'], story: ['begin 1', 'end 1', 'begin 2', 'end 2'] });
  });

  test.each([
    ['quiet', 'its mutability is ReadOnly'],
    ['nothing', 'the manifest has no such parameter'],
  ])('a handler for "%s" is a bug of the module', async (parameter, reason) => {
    const starting = start(({ configService }) =>
      configService.onChange(parameter as 'quiet', () => 'Accepted' as const),
    );

    await expect(starting).rejects.toThrow(`changes of parameter "${parameter}" cannot be handled: ${reason}`);
  });

  test('so is a second handler', async () => {
    const starting = start(({ configService }) => {
      configService.onChange('interval', () => 'Accepted');
      configService.onChange('interval', () => 'RebootRequired');
    });

    await expect(starting).rejects.toThrow('it has a handler already');
  });
});

describe('framework.md §21.1 · requests of a module', () => {
  const label = { moduleId: 'module', parameter: 'label' };

  test('an own value is read, and changed through the own handler', async () => {
    let service: ConfigService<Blinker['config']> | undefined;
    await start(({ configService }) => {
      service = configService;
      configService.onChange('label', (value) => (value === '' ? { rejected: 'empty' } : 'Accepted'));
    });

    const before = await service?.get(label);
    const outcomes = [await service?.set(label, 'garage'), await service?.set(label, '')];

    expect([before, await service?.get(label)]).toEqual(['blink', 'garage']);
    expect(outcomes).toEqual([
      { status: 'Accepted', info: '' },
      { status: 'RebootRequired', info: 'Runtime change rejected by module' },
    ]);
  });

  test('an own value without handler counts from the next start on', async () => {
    const service = await serviceOf();

    expect(await service.set(label, 'garage')).toEqual({ status: 'RebootRequired', info: 'Module not responding' });
  });

  test('set tells what came of it', async () => {
    const service = await serviceOf({ foreignConfig: { lamp: { '!module': { brightness: 1 } } } });

    const outcome = await service.set({ moduleId: 'lamp', parameter: 'brightness' }, 0.5);

    expect(outcome).toEqual({ status: 'Accepted', info: '' });
    expect(kit?.config.sets).toEqual([
      { moduleId: 'lamp', implementationId: '!module', parameter: 'brightness', value: '0.5' },
    ]);
    expect(await service.get({ moduleId: 'lamp', parameter: 'brightness' })).toBe(0.5);
  });

  test('what cannot be read is refused', async () => {
    const service = await serviceOf();

    await expect(service.get({ moduleId: 'nobody', parameter: 'x' })).rejects.toMatchObject({
      code: 'BUS_CONFIG_REFUSED',
      message: 'not found',
    });
    await expect(service.set({ moduleId: 'nobody', parameter: 'x' }, 1)).rejects.toMatchObject({
      code: 'BUS_CONFIG_REFUSED',
    });
  });

  test('getAll and getAllMappings', async () => {
    const service = await serviceOf({
      foreignConfig: { lamp: { main: { on: true } } },
      mappings: { module: { evse: 1 } },
    });

    const [all, mappings] = await Promise.all([service.getAll(), service.getAllMappings()]);

    expect(Object.keys(all).sort()).toEqual(['lamp', 'module']);
    expect(all['lamp']?.['main']).toEqual([
      { name: 'on', value: true, characteristics: { datatype: 'bool', mutability: 'ReadWrite' } },
    ]);
    expect(mappings).toEqual({ module: { module: { evse: 1 } } });
  });
});
