import { existsSync, readFileSync } from 'node:fs';
import type { ModuleContext, ModuleHooks } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import { ChargePoint, type ChargePointOptions } from '../../lib/ocpp16/index.js';
import { checkSinks } from './energy-sinks.js';
import { ErrorFeed } from './error-feed.js';
import { Evses } from './evses.js';
import { takeExternalControl } from './external-control.js';
import { KeyForwarding } from './key-forwarding.js';
import { KeyMonitors } from './key-monitors.js';
import { StationLife } from './life.js';
import { Limits } from './limits.js';
import { loadStationConfiguration } from './load-configuration.js';
import { openMessageLog } from './message-log.js';
import { Meters } from './meters.js';
import { stationPaths } from './paths.js';
import { provideInterfaces } from './provided-interfaces.js';
import { EvseReadiness } from './readiness.js';
import { ReservedEvses } from './reservations.js';
import { SessionEvents } from './session-events.js';
import { startUp } from './start-up.js';
import { stationCallbacks } from './station-callbacks.js';
import { stationCertificates } from './station-certificates.js';
import { tlsCredentials } from './tls-credentials.js';
import { tlsKeyLog } from './tls-key-log.js';
import { TransactionEnds } from './transaction-ends.js';
import { v2gCertificates } from './v2g-certificates.js';
import { watchStation } from './watch-station.js';

/** Parts of the charge point that tests replace. */
export type StationOverrides = Pick<ChargePointOptions, 'createTransport' | 'openStore'>;

/** Puts the charge point between the modules of the station and the central system. */
export async function runStation(context: ModuleContext<OCPP>, overrides: StationOverrides = {}): Promise<ModuleHooks> {
  const { clock, config, info, log, random, requires } = context;
  checkSinks(requires.evse_energy_sink);
  const evses = new Evses(requires.evse_manager);
  const paths = stationPaths(config.module, info.paths.share);
  const { close: closeConfiguration, configuration } = await loadStationConfiguration(context, paths);
  const forwarding = new KeyForwarding({ ...context, configuration, evses });
  const monitors = new KeyMonitors(context);
  const ends = new TransactionEnds();
  const messageLog = openMessageLog(paths.messageLog, {
    ...context,
    configuration,
    securityLogCleared: () => life.whenStarted('security log cleared', () => chargePoint.onSecurityLogCleared()),
  });
  const chargePoint: ChargePoint = new ChargePoint({
    configuration,
    database: paths.database,
    clock,
    random,
    log,
    callbacks: stationCallbacks({
      ...context,
      ends,
      evses,
      forwarding,
      life: () => life,
      limits: () => limits,
      monitors,
    }),
    messageLog,
    certificates: stationCertificates(requires.security),
    v2gCertificates: v2gCertificates(requires.security),
    tlsCredentials: async () => ({
      ...(await tlsCredentials(requires.security, log)),
      ...tlsKeyLog(configuration, log),
    }),
    ...(existsSync(paths.version) && { everestVersion: readFileSync(paths.version, 'utf8') }),
    ...overrides,
  });
  chargePoint.setMessageQueueResumeDelay(config.module.MessageQueueResumeDelay);

  const limits: Limits = new Limits({ ...context, chargePoint, configuration });
  const errors = new ErrorFeed({ ...context, chargePoint, evses });
  const meters = new Meters(chargePoint);
  const reserved = new ReservedEvses();
  const restarted = (): void => {
    reserved.repeat(chargePoint);
    errors.repeat();
    meters.repeat();
  };
  const life: StationLife = new StationLife({ chargePoint, limits, log, restarted });
  const sessions = new SessionEvents({ chargePoint, ends, evses, log, meters });
  const readiness = new EvseReadiness(evses.count, log);
  const resumingSessionIds: string[] = [];

  provideInterfaces({ ...context, chargePoint, configuration, evses, life, monitors });
  watchStation({ ...context, chargePoint, errors, life, meters, readiness, reserved, resumingSessionIds, sessions });
  if (config.module.EnableExternalWebsocketControl) takeExternalControl({ ...context, chargePoint });

  const parts = { ...context, chargePoint, configuration, evses, forwarding, life, limits, meters, readiness };
  return {
    ready: () => startUp({ ...parts, resumingSessionIds }),
    async shutdown() {
      await life.shutDown();
      messageLog.close();
      closeConfiguration();
    },
  };
}
