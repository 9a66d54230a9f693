import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { plug, swipe, unplug } from '../../../cli/live/control-topics.js';
import { SecuredMosquitto } from '../../integration/broker/secured-mosquitto.js';
import { mosquittoMissing } from '../../support/mosquitto-broker.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { Station, storyOf } from '../../support/station.js';

const missing = mosquittoMissing();
const withMosquitto = missing === undefined ? describe : describe.skip;
const ocpp = { Core: { MeterValueSampleInterval: 5, ClockAlignedDataInterval: 0, WebSocketPingInterval: 0 } };

jest.setTimeout(90_000);

withMosquitto(`Mosquitto is killed during a session${missing === undefined ? '' : ` (${missing})`}`, () => {
  let broker: SecuredMosquitto | undefined;
  let station: Station | undefined;

  afterEach(async () => {
    await station?.stop();
    station = undefined;
    await broker?.close();
    broker = undefined;
  });

  test.each(['shared', 'module', 'none'])(
    '--broker-reconnect with --isolation %s: charging goes on',
    async (isolation) => {
      broker = await SecuredMosquitto.start();
      const args = ['--time-scale', '5', '--isolation', isolation, '--broker-reconnect'];
      station = await Station.start({ ocpp, brokerPort: broker.port, args });
      await station.status(1, 'Available');
      await station.drive(plug(1, '16,3'));
      await station.status(1, 'Preparing');
      await station.drive(swipe('DEADBEEF', 1));
      await station.status(1, 'Charging');
      const before = await station.nextEnergyWh();

      await station.bus?.close();
      await broker.kill();
      await broker.run();
      station.bus = await RawMqtt.connect(broker.port);
      await station.bus.until(({ topic }) => topic === 'everest/ready');
      let after = await station.nextEnergyWh();
      while (after <= before) after = await station.nextEnergyWh();
      await station.drive(swipe('DEADBEEF', 1));
      await station.status(1, 'Finishing');
      await station.drive(unplug(1));
      await station.status(1, 'Available');

      const story = storyOf(station.csms.messages).filter((step) => !step.startsWith('MeterValues'));
      const session = story.slice(story.indexOf('StatusNotification 1 Preparing'));
      expect(session.filter((step) => !/^(Heartbeat|SecurityEvent)/.test(step))).toEqual([
        'StatusNotification 1 Preparing',
        'Authorize',
        'StartTransaction 1',
        'StatusNotification 1 Charging',
        'StopTransaction Local',
        'StatusNotification 1 Finishing',
        'StatusNotification 1 Available',
      ]);
      expect(repeated(station.bus)).toEqual([]);
      expect(await station.stop()).toBe(0);
      station = undefined;
    },
  );

  test.each([[], ['--graceful-shutdown']])('a stop while the broker is away is in order %s', async (...more) => {
    broker = await SecuredMosquitto.start();
    station = await Station.start({ ocpp, brokerPort: broker.port, args: ['--broker-reconnect', ...more] });
    await station.bus?.close();
    await broker.kill();
    await station.manager?.until(({ stderr }) => stderr.includes('connecting again'));

    const start = performance.now();
    expect(await station.manager?.stop()).toBe(0);
    expect(performance.now() - start).toBeLessThan(12_000);
  });

  test('without --broker-reconnect the system ends, as EVerest does', async () => {
    broker = await SecuredMosquitto.start();
    station = await Station.start({ ocpp, brokerPort: broker.port, args: ['--isolation', 'module'] });
    await station.bus?.close();

    await broker.kill();

    expect(await station.manager?.exited).toMatchObject({ code: 1 });
    expect(station.manager?.stderr).toContain('connection to the broker lost');
  });
});

/** Session events that were on the bus more than once. */
function repeated({ seen }: RawMqtt): string[] {
  const events = seen
    .filter(({ topic }) => topic.endsWith('/var/session_event'))
    .map(({ topic, text }) => topic + text);
  return events.filter((event, index) => events.indexOf(event) !== index);
}
