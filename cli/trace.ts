import type { Command } from 'commander';
import { RealClock } from '../framework/clock/index.js';
import { connectMqtt, type MqttTransportOptions } from '../framework/wire/mqtt-transport.js';
import { EverestError } from '../lib/errors/everest-error.js';
import { silentLogger } from '../lib/log/logger.js';
import { brokerIdentities } from '../manager/broker/broker-identities.js';
import { addBrokerOptions } from '../manager/broker/broker-options.js';
import type { BrokerFlags } from '../manager/config/broker-settings.js';
import { openConfiguration, type OpenResult } from '../manager/config/index.js';
import { printProblems } from '../manager/main.js';
import { addPlaceOptions } from '../manager/options.js';
import { readPort, readPositive } from './read-arguments.js';
import { brokerOf } from './standalone/broker-of.js';
import { TraceDecoder } from './trace/decoder.js';
import { passes, type TraceFilter } from './trace/filter.js';
import { coloured, plain, traceLine } from './trace/trace-line.js';
import type { TraceEvent } from './trace/trace-event.js';

interface Options extends TraceFilter, BrokerFlags {
  readonly config?: string;
  readonly prefix?: string;
  readonly addDir: readonly string[];
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
  const command = addPlaceOptions(program.command('trace'))
    .description('show what the modules of a running system say to each other')
    .option('--config <file>', 'its configuration: tells the broker, the prefix and the interfaces')
    .option('--host <address>', 'MQTT broker; default: that of the configuration or MQTT_SERVER_ADDRESS')
    .option(
      '--port <port>',
      'port of the MQTT broker; default: that of the configuration or MQTT_SERVER_PORT',
      readPort,
    )
    .option('--everest-prefix <text>', 'mqtt_everest_prefix of the configuration; default: everest')
    .option('--module <names>', 'only these modules, as caller or called; * stands for anything', append)
    .option('--implementation <names>', 'only these implementations', append)
    .option('--interface <names>', 'only implementations of these interfaces; needs --config', append)
    .option('--command <names>', 'only calls of these commands', append)
    .option('--variable <names>', 'only these variables', append)
    .option('--error <names>', 'only these errors, e.g. evse_board_support/*', append)
    .option('--json', 'one JSON object a line', false)
    .option('--count <n>', 'end after so many lines', readPositive);
  addBrokerOptions(command).action(async (options: Options) => {
    process.exitCode = await trace(options);
  });
}

async function trace(options: Options): Promise<number> {
  if (options.interface !== undefined && options.config === undefined) {
    throw new EverestError('CFG_OPTION', '--interface needs --config, as only the configuration tells the interfaces');
  }
  const opened = options.config === undefined ? undefined : open(options);
  const configuration = opened?.configuration;
  if (opened !== undefined && configuration === undefined) return 1;
  const clock = new RealClock();
  const everestPrefix = configuration?.settings.everestPrefix ?? withSlash(options.everestPrefix ?? 'everest');
  const decoder = new TraceDecoder({
    clock,
    everestPrefix,
    interfaceOf: (module, implementation) =>
      configuration?.modules.get(module)?.manifest.provides[implementation]?.interface,
  });
  const transport = await connectMqtt(brokerFor(options, everestPrefix, opened));
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

function open({ config, prefix, addDir, everestPrefix, ...brokerFlags }: Options): OpenResult {
  const opened = openConfiguration({ config, prefix, addDirs: addDir, env: process.env, everestPrefix, brokerFlags });
  if (opened.configuration === undefined) printProblems(opened.problems);
  return opened;
}

function withSlash(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/** What is given counts before the configuration, and that before the environment. */
function brokerFor(options: Options, everestPrefix: string, opened: OpenResult | undefined): MqttTransportOptions {
  const settings = opened?.configuration?.settings;
  const around = { env: process.env, everestPrefix, log: silentLogger };
  if (opened === undefined || settings === undefined) {
    const { address, termsOf } = brokerOf(options, around);
    return { address, ...termsOf('trace') };
  }
  const { broker, brokerSecurity: security } = settings;
  const terms = brokerIdentities({ security, prefix: opened.paths.prefix, ...around })('trace');
  if (broker.kind !== 'tcp' && options.host === undefined && options.port === undefined) {
    return { address: { socketPath: broker.path }, ...terms };
  }
  const tcp = broker.kind === 'tcp' ? broker : { host: '127.0.0.1', port: 1883 };
  return { address: { host: options.host ?? tcp.host, port: options.port ?? tcp.port }, ...terms };
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
