import { Argument, type Command } from 'commander';
import { connectMqtt } from '../framework/wire/mqtt-transport.js';
import { silentLogger } from '../lib/log/logger.js';
import { addBrokerOptions } from '../manager/broker/broker-options.js';
import type { BrokerFlags } from '../manager/config/broker-settings.js';
import * as control from './live/control-topics.js';
import { readPort, readPositive } from './read-arguments.js';
import { brokerOf } from './standalone/broker-of.js';

interface DriveOptions extends BrokerFlags {
  readonly host?: string;
  readonly port?: number;
  readonly externalPrefix: string;
  readonly evse: number;
  readonly amps: number;
  readonly phases: number;
  readonly clear: boolean;
}

/** `everest drive`: what a driver, a card and the weather do to a simulated station. */
export function register(program: Command): void {
  const drive = program
    .command('drive')
    .description('drive the simulated cars, cards and faults of a running station')
    .option('--host <address>', 'MQTT broker; default: MQTT_SERVER_ADDRESS, else this machine')
    .option('--port <port>', 'port of the broker; default: MQTT_SERVER_PORT, else 1883, or 8883 with TLS', readPort)
    .option('--external-prefix <text>', 'mqtt_external_prefix of the configuration', '');
  addBrokerOptions(drive);
  const evse = (command: Command): Command => command.option('--evse <n>', 'EVSE (connector_id)', readPositive, 1);
  const power = (command: Command): Command =>
    command
      .option('--amps <A>', 'current per phase', readPositive, 16)
      .option('--phases <n>', '1 or 3', readPositive, 3);

  const add = (
    name: string,
    description: string,
    make: (options: DriveOptions, ...args: string[]) => control.ControlMessage,
  ): Command => {
    const command = drive.command(name).description(description).exitOverride();
    return evse(command).action(async (...given: unknown[]) => {
      const args = given.slice(0, -2).map(String);
      const options = { ...drive.opts<DriveOptions>(), ...command.opts<DriveOptions>() };
      await send(options, make(options, ...args));
    });
  };

  power(
    add('plug', 'plug the car in; it draws power as soon as it may', (options) =>
      control.plug(options.evse, powerOf(options)),
    ),
  );
  add('unplug', 'pull the plug', ({ evse: n }) => control.unplug(n));
  add('pause', 'the car stops drawing power', ({ evse: n }) => control.pause(n));
  power(add('resume', 'the car draws power again', (options) => control.resume(options.evse, powerOf(options))));
  add('run', 'plug in and run a command list', ({ evse: n }, commands = '') =>
    control.runSession(n, commands),
  ).argument('<commands>', 'e.g. "sleep 1;iec_wait_pwr_ready;sleep 1;draw_power_regulated 16,3;sleep 30;unplug"');
  add('modify', 'replace the running command list', ({ evse: n }, commands = '') =>
    control.modifySession(n, commands),
  ).argument('<commands>');
  add('fault', 'raise or clear a fault of the board', ({ evse: n, clear }, type = '') => control.fault(n, type, !clear))
    .argument('<type>', 'e.g. MREC6UnderVoltage')
    .option('--clear', 'clear it instead', false);
  add('car', 'switch the simulated car on or off', ({ evse: n }, state = 'on') =>
    control.enableCar(n, state === 'on'),
  ).addArgument(new Argument('<on|off>').choices(['on', 'off']));
  registerSwipe(drive);
}

/** A card is presented to the station; only `--evse` ties it to one of its EVSEs. */
function registerSwipe(drive: Command): void {
  drive
    .command('swipe')
    .description('present a card')
    .argument('[id tag]', 'its number', 'DEADBEEF')
    .option('--evse <n>', 'only for this EVSE', readPositive)
    .exitOverride()
    .action((token: string, { evse }: { evse?: number }) =>
      send(drive.opts<DriveOptions>(), control.swipe(token, evse)),
    );
}

function powerOf({ amps, phases }: DriveOptions): string {
  return `${amps},${phases}`;
}

async function send(options: DriveOptions, { topic, payload }: control.ControlMessage): Promise<void> {
  const { externalPrefix } = options;
  const { address, termsOf } = brokerOf(options, { env: process.env, everestPrefix: '', log: silentLogger });
  const { access } = termsOf('drive');
  const transport = await connectMqtt({ address, access, timeoutMs: 3000 });
  await transport.publish(externalPrefix + topic, payload, { qos: 2 });
  await transport.close();
  console.log(`${externalPrefix}${topic} ${payload}`);
}
