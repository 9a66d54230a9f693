import { InvalidArgumentError, Option, type Command } from 'commander';
import { addBrokerOptions } from '../manager/broker/broker-options.js';
import { addPlaceOptions } from '../manager/options.js';
import { readPort } from './read-arguments.js';
import type { ModuleOptions } from './standalone/module-options.js';
import { runModule } from './standalone/run-module.js';

/** `everest module`: one module of a station whose manager runs elsewhere; it is `standalone` in the configuration. */
export function register(program: Command): void {
  const command = addPlaceOptions(program.command('module'))
    .description('run one standalone module of a station whose manager runs elsewhere')
    .argument('<id>', 'its id in the configuration of the manager')
    .option('--host <address>', 'MQTT broker; default: MQTT_SERVER_ADDRESS, else this machine')
    .option('--port <port>', 'port of the broker; default: MQTT_SERVER_PORT, else 1883, or 8883 with TLS', readPort)
    .option('--mqtt_everest_prefix <text>', 'as in the configuration', 'everest')
    .option('--mqtt_external_prefix <text>', 'as in the configuration', '')
    .option('--time-scale <factor>', 'as given to the manager', readScale, 1)
    .addOption(
      new Option('--log-level <level>', 'least severity that is logged')
        .choices(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
        .default('info')
        .env('EVEREST_LOG_LEVEL'),
    );
  addBrokerOptions(command).action(async (id: string, options: ModuleOptions) => {
    process.exitCode = await runModule(id, options);
  });
}

function readScale(text: string): number {
  const scale = Number(text);
  if (!(scale > 0)) throw new InvalidArgumentError('expected a number above 0.');
  return scale;
}
