import { describe, expect, test } from '@jest/globals';
import { readyInterface } from '../../../../../lib/ocpp16/charge-point/ready-interface.js';
import type { ChargePointOptions } from '../../../../../lib/ocpp16/charge-point/options.js';
import type { ChargePointCallbacks } from '../../../../../lib/ocpp16/core/callbacks.js';
import { Kit } from './support/kit.js';

async function options(configureNetwork?: ChargePointCallbacks['configureNetwork']) {
  const kit = await Kit.create({ keys: { Internal: { IFace: 'eth7' } } });
  const { clock, configuration } = kit;
  const callbacks = configureNetwork === undefined ? {} : { configureNetwork };
  return { kit, options: { callbacks, clock, configuration } as unknown as ChargePointOptions };
}

describe('ocpp16-library.md §2.8 · the network of the application', () => {
  test.each([
    ['without an opinion of the application', undefined, 'eth7'],
    ['when it is ready', () => ({ isReady: true }), 'eth7'],
    ['with an interface of its own', () => Promise.resolve({ isReady: true, networkInterface: 'ppp0' }), 'ppp0'],
  ])('%s', async (_, answer, expected) => {
    expect(await readyInterface((await options(answer)).options)).toBe(expected);
  });

  test('a refusal is no attempt at all', async () => {
    const { options: refused } = await options(() => ({ isReady: false }));

    await expect(readyInterface(refused)).rejects.toMatchObject({ code: 'OCPP_CONNECTION_OPTIONS' });
  });

  test('no answer within 60 s is a refusal', async () => {
    const { kit, options: silent } = await options(() => new Promise(() => undefined));
    const result = readyInterface(silent).then(
      () => 'ready',
      () => 'refused',
    );

    await kit.clock.advance(59_999);
    expect(await Promise.race([result, kit.clock.settle().then(() => 'waiting')])).toBe('waiting');
    await kit.clock.advance(1);
    expect(await result).toBe('refused');
  });
});
