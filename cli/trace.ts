import type { Command } from 'commander';
import { RealClock } from '../framework/clock/index.js';
import { connectMqtt, type BrokerAddress } from '../framework/wire/mqtt-transport.js';
import { EverestError } from '../lib/errors/everest-error.js';
import { openConfiguration, type Configuration } from '../manager/config/index.js';
import { printProblems } from '../manager/main.js';
import { readPort, readPositive } from './read-arguments.js';
import { TraceDecoder } from './trace/decoder.js';
import { passes, type TraceFilter } from './trace/filter.js';
import { coloured, plain, traceLine } from './trace/trace-line.js';
import type { TraceEvent } from './trace/trace-event.js';

interface Options extends TraceFilter {
  readonly config?: string;
  readonly prefix?: string;
  readonly host?: string;
  readonly port?: number;
  readonly everestPrefix?: string;
  readonly json: boolean;
  readonly count?: number;
}

/** A call without an answer is shown after this time. */
const PATIENCE_MS = 2000;

/** `everest trace`: what the modules of a running system say to each other. */
export function register(program: Command): void {
  const append = (value: string, before: readonly string[] = []): string[] => [...before, ...value.split(',')];
  program
    .command('trace')
    .description('show what the modules of a running system say to each other')
    .option('--config <file>', 'its configuration: tells the broker, the prefix and the interfaces')
    .option('--prefix <path>', 'installation prefix; default: this package')
    .option('--host <address>', 'MQTT broker; default: MQTT_SERVER_ADDRESS or 127.0.0.1')
    .option('--port <port>', 'port of the MQTT broker; default: MQTT_SERVER_PORT or 1883', readPort)
    .option('--everest-prefix <text>', 'mqtt_everest_prefix of the configuration; default: everest')
    .option('--module <names>', 'only these modules, as caller or called; * stands for anything', append)
    .option('--implementation <names>', 'only these implementations', append)
    .option('--interface <names>', 'only implementations of these interfaces; needs --config', append)
    .option('--command <names>', 'only calls of these commands', append)
    .option('--variable <names>', 'only these variables', append)
    .option('--error <names>', 'only these errors, e.g. evse_board_support/*', append)
    .option('--json', 'one JSON object a line', false)
    .option('--count <n>', 'end after so many lines', readPositive)
    .action(async (options: Options) => {
      process.exitCode = await trace(options);
    });
}

async function trace(options: Options): Promise<number> {
  if (options.interface !== undefined && options.config === undefined) {
    throw new EverestError('CFG_OPTION', '--interface needs --config, as only the configuration tells the interfaces');
  }
  const configuration = configurationOf(options);
  if (options.config !== undefined && configuration === undefined) return 1;
  const clock = new RealClock();
  const decoder = new TraceDecoder({
    clock,
    everestPrefix: everestPrefix(options, configuration),
    interfaceOf: (module, implementation) =>
      configuration?.modules.get(module)?.manifest.provides[implementation]?.interface,
  });
  const transport = await connectMqtt({ address: addressOf(options, configuration) });
  const ended = new Promise<number>((end) => {
    const show = printer(options, () => end(0));
    transport.onMessage(({ topic, payload }) => {
      const event = decoder.receive(topic, payload);
      if (event !== undefined) show(event);
    });
    transport.onLost((reason) => {
      console.error(`the connection to the broker is lost: ${reason}`);
      end(1);
    });
    const overdue = clock.setInterval(() => decoder.unanswered(PATIENCE_MS).forEach(show), PATIENCE_MS / 2);
    const stop = (): void => {
      overdue.cancel();
      decoder.unanswered(0).forEach(show);
      end(0);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  await transport.subscribe(decoder.filters.map((filter) => ({ filter, qos: 2 })));
  const code = await ended;
  await transport.close().catch(() => undefined);
  return code;
}

function configurationOf({ config, prefix, everestPrefix: text }: Options): Configuration | undefined {
  if (config === undefined) return undefined;
  const { configuration, problems } = openConfiguration({ config, prefix, env: process.env, everestPrefix: text });
  if (configuration === undefined) printProblems(problems);
  return configuration;
}

function everestPrefix({ everestPrefix: given }: Options, configuration: Configuration | undefined): string {
  const prefix = configuration?.settings.everestPrefix ?? given ?? 'everest';
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/** What is given counts before what the configuration and the environment say. */
function addressOf({ host, port }: Options, configuration: Configuration | undefined): BrokerAddress {
  const configured = configuration?.settings.broker;
  if (configured?.kind !== 'tcp' && configured !== undefined && host === undefined && port === undefined) {
    return { socketPath: configured.path };
  }
  const tcp = configured?.kind === 'tcp' ? configured : undefined;
  return {
    host: host ?? tcp?.host ?? process.env['MQTT_SERVER_ADDRESS'] ?? '127.0.0.1',
    port: port ?? tcp?.port ?? Number(process.env['MQTT_SERVER_PORT'] ?? 1883),
  };
}

function printer(options: Options, onEnough: () => void): (event: TraceEvent) => void {
  const paint = process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? coloured : plain;
  let left = options.count ?? Number.POSITIVE_INFINITY;
  return (event) => {
    if (left <= 0 || !passes(event, options)) return;
    process.stdout.write(`${options.json ? JSON.stringify(event) : traceLine(event, paint)}\n`);
    left--;
    if (left <= 0) onEnough();
  };
}
