import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { paceFromNow, RealClock } from '../../framework/clock/index.js';
import { loadDeclarations } from '../../framework/declarations/index.js';
import { createLog } from '../../framework/log/index.js';
import { awaitResponse } from '../../framework/runtime/bootstrap.js';
import { hostClocks } from '../../framework/runtime/host-clocks.js';
import { Host } from '../../framework/runtime/host.js';
import { connectionOpener } from '../../framework/wire/broker-terms.js';
import { Bus } from '../../framework/wire/bus.js';
import type { Transport } from '../../framework/wire/transport.js';
import { errorText, EverestError } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import { resolvePaths } from '../../manager/config/index.js';
import { findEntryPoint } from '../../manager/hosts/entry-points.js';
import type { ModuleEntry } from '../../manager/hosts/host-plan.js';
import { loadModules } from '../../manager/hosts/load-modules.js';
import { brokerOf } from './broker-of.js';
import type { ModuleOptions } from './module-options.js';

class StandaloneFailed extends EverestError {
  constructor(message: string) {
    super('MODULE_STANDALONE', message);
  }
}

/** Runs the module until it fails, is asked to shut down over the bus, or a signal comes; resolves with the exit code. */
export async function runModule(id: string, options: ModuleOptions): Promise<number> {
  const log = createLog({ level: options.logLevel }).root;
  try {
    return await runUntilEnd(id, options, log);
  } catch (error) {
    if (!(error instanceof EverestError)) throw error;
    log.fatal({ module: id, code: error.code }, error.message);
    return 1;
  }
}

async function runUntilEnd(id: string, options: ModuleOptions, log: Logger): Promise<number> {
  const given = options.mqtt_everest_prefix;
  const everestPrefix = given === '' || given.endsWith('/') ? given : `${given}/`;
  const { address, termsOf } = brokerOf(options, { env: process.env, everestPrefix, log });
  const terms = termsOf(id);
  const paths = resolvePaths({ prefix: options.prefix, addDirs: options.addDir });
  const declarations = loadDeclarations(paths.folders);
  const name = await typeOf(id, everestPrefix, await connectionOpener(address, terms, log)());
  const modules = await loadModules([findModule(id, name, paths.folders.modules)]);
  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => (end = resolve));
  const host = new Host({
    modules,
    ...hostClocks(paceFromNow(options.timeScale), connectionOpener(address, terms, log)),
    everestPrefix,
    externalPrefix: options.mqtt_external_prefix,
    random: Math.random,
    log,
    typeDocument: (type) => declarations.typeDocument(type),
    onFailure: (_id, cause) => {
      log.fatal({ module: id }, errorText(cause));
      end(1);
    },
    onShutdown: () => end(0),
  });
  const signal = (): void => end(0);
  process.on('SIGINT', signal).on('SIGTERM', signal);
  host.start().then(
    () => log.info({ module: id, type: name }, 'module is ready'),
    (error: unknown) => {
      log.fatal({ module: id }, errorText(error));
      end(1);
    },
  );
  const code = await ended;
  await host.close();
  return code;
}

/** The manager tells which module an id is. */
async function typeOf(id: string, everestPrefix: string, transport: Transport): Promise<string> {
  const bus = new Bus(transport, everestPrefix, createLog({ level: 'fatal' }).root);
  try {
    const names = await awaitResponse(bus, new RealClock(), bus.topics.moduleNames(), async () => undefined);
    const name = (names as Readonly<Record<string, unknown>>)[id];
    if (typeof name === 'string') return name;
    throw new StandaloneFailed(`the configuration of the manager has no module "${id}"`);
  } finally {
    await transport.close();
  }
}

function findModule(id: string, name: string, folders: readonly string[]): ModuleEntry {
  const folder = folders.map((parent) => join(parent, name)).find((path) => existsSync(path));
  if (folder === undefined) throw new StandaloneFailed(`there is no ${name} in ${folders.join(', ')}`);
  const entry = findEntryPoint({ id, module: name, folder, capabilities: [] });
  if (entry.kind === 'typescript') return entry;
  throw new StandaloneFailed(`module "${id}" (${entry.entry}) is no module of everest-ts; start it as it is`);
}
