import { errorText } from '../../lib/errors/everest-error.js';
import { createLog } from '../../framework/log/index.js';
import { hostClocks } from '../../framework/runtime/host-clocks.js';
import { Host } from '../../framework/runtime/host.js';
import { ModuleExit } from '../../framework/runtime/module-exit.js';
import { connectionOpener } from '../../framework/wire/broker-terms.js';
import { ConnectionLost } from '../../framework/wire/transport.js';
import type { HostMessage, HostSpec, ManagerMessage } from './host-spec.js';
import { loadModules } from './load-modules.js';

/** The process that runs a set of modules. It lives as long as its channel to the manager. */

let host: Host | undefined;

function tell(message: HostMessage, then: () => void = () => undefined): void {
  if (process.send === undefined || !process.connected) then();
  else process.send(message, undefined, {}, then);
}

function fail(failedModule: string | undefined, cause: unknown): void {
  const connectionLost = cause instanceof ConnectionLost;
  const exitCode = cause instanceof ModuleExit ? cause.exitCode : 1;
  tell({ type: 'failed', failedModule, reason: errorText(cause), connectionLost }, () => process.exit(exitCode));
}

async function start(spec: HostSpec): Promise<void> {
  const log = createLog({ level: spec.logLevel, rules: spec.logRules, pretty: spec.logPretty }).root;
  const { address, terms, everestPrefix, externalPrefix, types = {} } = spec;
  host = new Host({
    ...hostClocks(spec.pace, connectionOpener(address, terms, log)),
    modules: await loadModules(spec.modules),
    everestPrefix,
    externalPrefix,
    random: Math.random,
    log,
    typeDocument: (name) => types[name],
    onFailure: fail,
    onShutdown: () => void close(),
  });
  await host.start();
}

async function close(): Promise<void> {
  await host?.close().catch((error: unknown) => fail(undefined, error));
  tell({ type: 'closed' }, () => process.exit(host?.wasLate === true ? 1 : 0));
}

process.on('message', (message: ManagerMessage) => {
  const work = message.type === 'start' ? start(message.spec) : close();
  work.catch((error: unknown) => fail(undefined, error));
});
// a host never outlives its manager, however that ended
process.on('disconnect', () => process.exit(1));
// Ctrl+C is for the manager alone
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (error) => fail(undefined, error));
process.on('unhandledRejection', (reason) => fail(undefined, reason));
tell({ type: 'listening' });
