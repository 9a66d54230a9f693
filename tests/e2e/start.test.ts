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
  const args = ['--config', station.configFile, '--csms', station.csms.url, '--demo', '--once', '--time-scale', '5'];

  const program = new Program('everest', ['start', '--broker', 'embedded', ...args], {
    MQTT_SERVER_ADDRESS: '127.0.0.1',
    MQTT_SERVER_PORT: String(station.mqttPort),
  });
  const { code } = await program.exited;

  // Seconds are short here: a busy machine may miss one, which is a warning.
  const stderr = program.stderr.replace(/^.*no answer to limits.*\n/gm, '');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(program.stdout).toContain('That was a whole session');
  expect(program.stdout).toMatch(/OCPP +-> StopTransaction .*"reason":"Local"/);
  expect(program.stdout).toMatch(/EVSE 1 +\d+\.\d\d kW/);
  expect(storyOf(station.csms.messages).at(-1)).toBe('StatusNotification 1 Available');
}, 60_000);
