import { describe, expect, test } from '@jest/globals';
import { idleMeter, RuntimeRig, type RigContext } from '../../../support/runtime-rig.js';
import { settled } from '../../../support/settled.js';

async function start(setup: (context: RigContext) => void = () => undefined): Promise<RuntimeRig> {
  return new RuntimeRig((context) => {
    context.provides.main.implement(idleMeter);
    setup(context);
  }).start();
}

describe('framework.md §20 · external MQTT', () => {
  test('texts, numbers and truth values are published as text, retained where that is asked for', async () => {
    const rig = await start();

    rig.context?.mqtt.publish('a', 'text');
    rig.context?.mqtt.publish('b', 5);
    rig.context?.mqtt.publish('c', true, { retain: true });
    await settled();

    const sent = rig.seen.filter(({ topic }) => topic.startsWith('x/')).map(({ topic, text }) => `${topic} ${text}`);
    expect(sent).toEqual(['x/a text', 'x/b 5', 'x/c true']);
    expect([...rig.broker.retained.entries()]).toEqual([['x/c', 'true']]);
  });

  test('wildcards match below the prefix, and the handler gets the topic without it', async () => {
    const seen: string[] = [];
    const rig = await start(({ mqtt }) => {
      mqtt.subscribe('car/+/cmd/#', (text, topic) => void seen.push(`${topic} ${text}`));
    });

    await rig.sendText('x/car/1/cmd/enable', 'true');
    await rig.sendText('x/car/1/2/cmd/enable', 'no');
    await rig.sendText('car/1/cmd/enable', 'no');

    expect(seen).toEqual(['car/1/cmd/enable true']);
  });

  test('messages of a module are handled one after the other, also of different topics', async () => {
    const order: string[] = [];
    const rig = await start(({ mqtt }) => {
      mqtt.subscribe('slow', async () => {
        order.push('slow begins');
        await settled(2);
        order.push('slow ends');
      });
      mqtt.subscribe('fast', () => void order.push('fast'));
    });

    rig.publish('x/slow', '');
    rig.publish('x/fast', '');
    await settled(8);

    expect(order).toEqual(['slow begins', 'slow ends', 'fast']);
  });

  test('a subscription can be ended', async () => {
    const seen: string[] = [];
    let end = (): void => undefined;
    const rig = await start(({ mqtt }) => {
      end = mqtt.subscribe('a', (text) => void seen.push(text));
    });

    await rig.sendText('x/a', 'one');
    end();
    await settled();
    await rig.sendText('x/a', 'two');

    expect(seen).toEqual(['one']);
  });
});
