import { afterEach, expect, test } from '@jest/globals';
import { Program } from '../support/manager-process.js';
import { Station, storyOf } from '../support/station.js';

let station: Station | undefined;

afterEach(async () => {
  await station?.stop();
  station = undefined;
});

test('everest start shows a whole session with a central system that is not ours', async () => {
  station = await Station.prepare();
  // With shorter seconds a busy machine is late with answers, which is a warning.
  const args = ['--config', station.configFile, '--csms', station.csms.url, '--demo', '--once', '--time-scale', '2'];

  const program = new Program('everest', ['start', '--broker', 'embedded', ...args], {
    MQTT_SERVER_ADDRESS: '127.0.0.1',
    MQTT_SERVER_PORT: String(station.mqttPort),
  });
  const { code } = await program.exited;

  expect({ code, stderr: program.stderr }).toEqual({ code: 0, stderr: '' });
  expect(program.stdout).toContain('That was a whole session');
  expect(program.stdout).toMatch(/OCPP +-> StopTransaction .*"reason":"Local"/);
  expect(program.stdout).toMatch(/EVSE 1 +\d+\.\d\d kW/);
  expect(storyOf(station.csms.messages).at(-1)).toBe('StatusNotification 1 Available');
}, 60_000);
