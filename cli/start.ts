import { relative } from 'node:path';
import type { Command } from 'commander';
import { createCentralSystem, type CentralSystem } from '../csms/index.js';
import { openClock, paceFromNow, RealClock } from '../framework/clock/index.js';
import { createLog, type LogTree } from '../framework/log/index.js';
import { Bus } from '../framework/wire/bus.js';
import { connectMqtt } from '../framework/wire/mqtt-transport.js';
import type { Clock } from '../lib/clock/clock.js';
import { errorText } from '../lib/errors/everest-error.js';
import { silentLogger, type LogLevel } from '../lib/log/logger.js';
import { bootManager } from '../manager/boot.js';
import type { BrokerMode } from '../manager/broker/choose-broker.js';
import type { BrokerFlags } from '../manager/config/broker-settings.js';
import { openConfiguration, type Configuration, type OpenResult } from '../manager/config/index.js';
import type { Isolation } from '../manager/hosts/host-plan.js';
import { StateMachine } from '../manager/lifecycle/state-machine.js';
import { printProblems, runToEnd } from '../manager/main.js';
import type { Manager } from '../manager/manager.js';
import { addPlaceOptions, addSystemOptions } from '../manager/options.js';
import { addressOf, answers, isOnThisMachine, redirect } from './live/central-system-address.js';
import { runDemo } from './live/demo-session.js';
import { EvseView } from './live/evse-view.js';
import { hints } from './live/hints.js';
import { ocppLine } from './live/ocpp-line.js';
import { OcppView } from './live/ocpp-view.js';
import { findOcppProblems } from './live/ocpp-problems.js';
import { Screen } from './live/screen.js';
import { findCardTopic, findChargePoints, findEvses, type ChargePointPlan } from './live/station-plan.js';
import { inspectorAddress, inspectThisProcess, readInspector, type InspectorAddress } from './watch/inspect.js';
import { runAgainAndAgain, type Interruption } from './watch/watch-loop.js';

interface StartOptions extends BrokerFlags {
  readonly config?: string;
  readonly prefix?: string;
  readonly addDir: readonly string[];
  readonly csms?: string;
  readonly demo?: boolean;
  readonly once: boolean;
  readonly watch: boolean;
  readonly inspect?: InspectorAddress | true;
  /** Whether the user has seen the hints already. */
  readonly isRepeated?: boolean;
  readonly isolation: Isolation;
  readonly broker: BrokerMode;
  readonly timeScale: number;
  readonly logLevel: LogLevel;
}

const DEFAULT_CONFIG = 'config-sil-ocpp';
const VIEW_END_MS = 1000;

/** `everest start`: broker, central system and station, and what happens in them as lines to read. */
export function register(program: Command): void {
  const command = addPlaceOptions(program.command('start'))
    .description('start a station with all that it needs, and show what happens')
    .option(
      '--config <file>',
      `configuration: a file, or the name of one in the config folder (default: ${DEFAULT_CONFIG})`,
    )
    .option('--csms <uri>', 'central system to connect to, e.g. wss://csms.example.com/ocpp/; default: as configured')
    .option('--demo', 'let a car come, charge and leave (default without --config)')
    .option('--no-demo', 'wait for somebody to drive')
    .option('--once', 'end after the demo session', false)
    .option('--watch', 'compile what changes in modules and manifests, and start again', false)
    .option('--inspect [[host:]port]', 'let a debugger into the processes of the modules', readInspector);
  addSystemOptions(command, 'warn').action(async (options: StartOptions) => {
    process.exitCode = options.watch ? await watch(options) : await start(options);
  });
}

function watch(options: StartOptions): Promise<number> {
  const clock = new RealClock();
  const screen = new Screen(process.stdout, () => clock.now());
  return runAgainAndAgain({
    clock,
    isolation: options.isolation,
    say: (text) => screen.line('watch', text, 'yellow'),
    open: () => open(options),
    run: (interruption, isRepeated) =>
      start({ ...options, demo: !isRepeated && options.demo === true, isRepeated }, interruption),
  });
}

function open(options: StartOptions): OpenResult {
  return openConfiguration({
    config: options.config ?? DEFAULT_CONFIG,
    prefix: options.prefix,
    addDirs: options.addDir,
    env: process.env,
    brokerFlags: options,
  });
}

async function start(options: StartOptions, interruption?: Interruption): Promise<number> {
  const opened = open(options);
  const { configuration, paths } = opened;
  const ocppProblems = configuration === undefined ? [] : await findOcppProblems(configuration, paths);
  printProblems([...opened.problems, ...ocppProblems]);
  if (configuration === undefined || configuration.modules.size === 0 || ocppProblems.length > 0) return 1;
  const chargePoints = findChargePoints(configuration, opened.paths);
  const [first] = chargePoints;
  const isForeign = options.csms !== undefined || (first !== undefined && (await isElsewhere(first)));
  if (!isForeign) return run(options, { ...opened, configuration }, chargePoints, interruption);
  const { configuration: redirected, remove } = redirect(configuration, chargePoints, options.csms);
  try {
    const redirectedPoints = findChargePoints(redirected, opened.paths);
    return await run(options, { ...opened, configuration: redirected }, redirectedPoints, interruption);
  } finally {
    remove();
  }
}

type Opened = OpenResult & { readonly configuration: Configuration };

async function run(
  options: StartOptions,
  opened: Opened,
  chargePoints: readonly ChargePointPlan[],
  interruption: Interruption | undefined,
): Promise<number> {
  const { clock, release } = openClock(paceFromNow(options.timeScale));
  const screen = new Screen(process.stdout, () => clock.now());
  const log = createLog({ level: options.logLevel });
  const centralSystem = await startCentralSystem(chargePoints, clock, log, screen);
  const stop = new AbortController();
  try {
    const manager = await boot(options, opened, log, screen);
    // a view that fails because the station ends is no news; what ended the station is in the log
    const [own, foreign] = centralSystem === undefined ? [[], chargePoints] : [chargePoints, []];
    const showing = show({ options, opened, foreign, own, manager, clock, release, screen }, stop.signal).catch(
      (error: unknown) => {
        if (manager.state === 'Running') screen.remark(`The view ended: ${errorText(error)}`);
        return false;
      },
    );
    const ended = runToEnd(manager);
    interruption?.reach(manager);
    const code = await ended;
    stop.abort();
    // a view whose connection was lost in the middle of a request has nothing to say any more
    const passed = await Promise.race([showing, new RealClock().sleep(VIEW_END_MS).then(() => false)]);
    return options.once && code === 0 && !passed ? 1 : code;
  } finally {
    stop.abort();
    await centralSystem?.close();
  }
}

function boot(options: StartOptions, opened: Opened, log: LogTree, screen: Screen): Promise<Manager> {
  const flags = { intoIdle: false, idleOnFailure: false, recoverModuleCrashes: false, gracefulShutdown: false };
  const lifecycle = new StateMachine(flags, () => undefined);
  lifecycle.apply({ type: 'run' });
  const address = inspectorAddress(options.inspect);
  if (address !== undefined && options.isolation === 'none') inspectThisProcess(address);
  const announce = (moduleIds: readonly string[], at: string): void =>
    screen.line('inspect', `${at} for ${moduleIds.join(', ')}`, 'yellow');
  const inspect = address === undefined ? undefined : { ...address, announce };
  const system = { system: opened, reload: () => opened };
  return bootManager({ ...options, ...system, inspect, log, lifecycle, retainTopics: false });
}

/** Whether the central system is somebody else's: on another machine, or answering already. */
async function isElsewhere(chargePoint: ChargePointPlan): Promise<boolean> {
  const address = addressOf(chargePoint);
  return !isOnThisMachine(address) || (await answers(address));
}

/** A central system of our own for each charge point whose address is on this machine and does not answer. */
async function startCentralSystem(
  chargePoints: readonly ChargePointPlan[],
  clock: Clock,
  log: LogTree,
  screen: Screen,
): Promise<CentralSystem | undefined> {
  const [first] = chargePoints;
  if (first === undefined) {
    screen.line('station', 'no OCPP module in this configuration, so no central system');
    return undefined;
  }
  const address = addressOf(first);
  const where = `${address.secure ? 'wss' : 'ws'}://${address.host}:${address.port}${address.path}`;
  if (await isElsewhere(first)) {
    screen.line('csms', `${first.chargePointId} connects to ${where}`, 'cyan');
    return undefined;
  }
  const { host, port, path } = address;
  const ids = chargePoints.map(({ chargePointId }) => chargePointId);
  const centralSystem = await createCentralSystem({ clock, log: log.root, host, port, path, chargePoints: ids });
  centralSystem.onMessage((message) => screen.line('OCPP', ocppLine(message), 'cyan', message.atMs));
  screen.line(
    'csms',
    `nothing answers at ${where}, so a central system is started there for ${ids.join(', ')}`,
    'cyan',
  );
  return centralSystem;
}

interface Shown {
  readonly options: StartOptions;
  readonly opened: Opened;
  /** Charge points whose messages no central system of ours shows. */
  readonly foreign: readonly ChargePointPlan[];
  /** Those that one of ours serves. */
  readonly own: readonly ChargePointPlan[];
  readonly manager: Manager;
  readonly clock: Clock;
  /** The station is ready: its clock goes as fast as was asked for. */
  readonly release: () => void;
  readonly screen: Screen;
}

/** Shows the life of the station until `signal`; true when a demo session ran to its end. */
async function show(shown: Shown, signal: AbortSignal): Promise<boolean> {
  const { options, opened, foreign, manager, clock, screen } = shown;
  const { configuration, file } = opened;
  const { everestPrefix, externalPrefix } = configuration.settings;
  const transport = await connectMqtt({ address: manager.brokerAddress, ...manager.viewTerms });
  const bus = new Bus(transport, everestPrefix, silentLogger);
  const views = findEvses(configuration).map((evse) => new EvseView(evse, screen));
  await Promise.all([
    ...views.map((view) => view.follow(bus)),
    ...foreign.map(({ moduleId }) => new OcppView(screen).follow(bus, moduleId)),
  ]);
  const send = ({ topic, payload }: { topic: string; payload: string }): Promise<void> =>
    transport.publish(externalPrefix + topic, payload, { qos: 2 });
  try {
    await allReady(bus, signal);
    shown.release();
    screen.line('station', `${configuration.modules.size} modules of ${relative(process.cwd(), file)} are ready`);
    const [view] = views;
    const wanted = options.demo ?? options.config === undefined;
    const cardTopic = findCardTopic(configuration);
    const passed =
      wanted &&
      view !== undefined &&
      (await runDemo({ view, screen, clock, wallClock: new RealClock(), signal, send, cardTopic }));
    if (options.once) manager.signal();
    else if (!signal.aborted && options.isRepeated !== true && view !== undefined) {
      screen.text(hints(views.at(-1)?.evse.number ?? 1, shown.own[0]?.chargePointId));
    }
    await aborted(signal);
    return passed;
  } finally {
    await transport.close();
  }
}

async function allReady(bus: Bus, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the station ended')), { once: true });
    bus.subscribe(bus.topics.ready(), () => resolve()).catch(reject);
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
