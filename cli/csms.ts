import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { defaultHost, defaultPath, defaultPort, runCsms, sendThroughCsms } from '../csms/index.js';
import { RealClock } from '../framework/clock/index.js';
import { createLog } from '../framework/log/index.js';
import { centralSystemFiles } from './certs/central-system-files.js';
import { readPort } from './read-arguments.js';

interface RunOptions {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly any: boolean;
  readonly state?: string;
  readonly certs?: string;
  readonly securityProfile?: string;
}

/** `everest csms`: the central system for development, and one-shot calls through it. */
export function register(program: Command): void {
  const csms = program.command('csms').description('run a small OCPP 1.6 central system with a prompt');
  csms
    .option('--host <address>', 'address to listen on', defaultHost)
    .option('--port <port>', 'port to listen on', readPort, defaultPort)
    .option('--path <path>', 'path before the identity of the charge point', defaultPath)
    .option('--any', 'accept every charge point, not only cp001', false)
    .option('--state <file>', 'keep id tags and transactions in this JSON file')
    .option('--certs <folder>', 'serve wss:// and sign certificates with what `everest certs make` has put there')
    .addOption(
      new Option(
        '--security-profile <number>',
        'with --certs: 3 wants a certificate of each charge point; default: 2',
      ).choices(['2', '3']),
    )
    .action((options: RunOptions) => {
      const { certs, securityProfile } = options;
      if (securityProfile !== undefined && certs === undefined) csms.error('error: --security-profile needs --certs');
      return run(options);
    });
  csms
    .command('send')
    .description('have the central system that runs on this machine call a charge point, and print the answer')
    .argument('<charge point>', 'its identity, e.g. cp001')
    .argument('<action>', 'e.g. RemoteStartTransaction')
    .argument('[payload]', 'JSON object', '{}')
    .option('--port <port>', 'port of the central system', readPort)
    .option('--ca <file>', 'root of a central system that serves wss://')
    .exitOverride()
    .action(async (chargePointId: string, action: string, payload: string, options: { port?: number; ca?: string }) => {
      // `--port` may stand before or after `send`; both commands know it
      const { port = csms.opts<RunOptions>().port } = options;
      process.exitCode = await sendThroughCsms({
        clock: new RealClock(),
        port,
        chargePointId,
        action,
        payload,
        ...(options.ca !== undefined && { tlsRoot: readFileSync(options.ca, 'utf8') }),
        print: (line) => console.log(line),
        printError: (line) => console.error(line),
      });
    });
}

async function run({ any, certs, host, path, port, securityProfile, state }: RunOptions): Promise<void> {
  const end = new AbortController();
  process.once('SIGINT', () => end.abort());
  process.once('SIGTERM', () => end.abort());
  await runCsms({
    clock: new RealClock(),
    log: createLog({ level: 'warn' }).root,
    host,
    port,
    path,
    ...(any ? { chargePoints: 'any' as const } : {}),
    ...(state === undefined ? {} : { stateFile: state }),
    ...(certs !== undefined && centralSystemFiles(certs, securityProfile === '3')),
    output: process.stdout,
    ...(process.stdin.isTTY ? { input: process.stdin } : {}),
    signal: end.signal,
  });
}
