import { afterEach, describe, expect, test } from '@jest/globals';
import { plug, swipe, unplug } from '../../cli/live/control-topics.js';
import { Station, storyOf } from '../support/station.js';

let station: Station | undefined;

afterEach(async () => {
  await station?.stop();
  station = undefined;
});

/** Meter values after five seconds, so that a short session has some. */
const quick = { Core: { MeterValueSampleInterval: 2, ConnectionTimeOut: 30 } };

describe('compatibility-contract.md §10 · a session as a central system sees it', () => {
  test.each(['none', 'shared', 'module'])(
    'boot, plug, card, energy, card, unplug with --isolation %s',
    async (isolation) => {
      station = await Station.start({ ocpp: quick, args: ['--isolation', isolation] });
      await station.status(1, 'Available');
      await station.status(2, 'Available');

      await station.drive(plug(1, '16,3'));
      await station.status(1, 'Preparing');
      await station.drive(swipe('DEADBEEF', 1));
      await station.status(1, 'Charging');
      const energies = [await station.nextEnergyWh(), await station.nextEnergyWh()];
      await station.drive(swipe('DEADBEEF', 1));
      await station.status(1, 'Finishing');
      await station.drive(unplug(1));
      await station.status(1, 'Available');

      const story = storyOf(station.csms.messages).filter(
        (step, index, all) => step !== 'MeterValues 1' || all[index - 1] !== step,
      );
      expect(story).toEqual([
        'BootNotification',
        'SecurityEventNotification',
        'StatusNotification 0 Available',
        'StatusNotification 1 Available',
        'StatusNotification 2 Available',
        'StatusNotification 1 Preparing',
        'Authorize',
        'StartTransaction 1',
        'MeterValues 1',
        'StatusNotification 1 Charging',
        'MeterValues 1',
        'StopTransaction Local',
        'StatusNotification 1 Finishing',
        'StatusNotification 1 Available',
      ]);
      expect(energies[1]).toBeGreaterThan(energies[0] ?? Number.POSITIVE_INFINITY);
      expect(station.manager?.stdout).toBe('');
    },
  );
});
