import { join } from 'node:path';
import { bootNotificationAnswered } from '../core/boot/boot-notification.js';
import { Guard } from '../core/guard.js';
import type { CoreContext } from '../core/context.js';
import { resumeTransactions } from '../core/transactions/resume-transactions.js';
import { Link, type LinkEvents, type MessageResult } from '../link/index.js';
import type { ChargePointStatus } from '../messages/index.js';
import { PlugAndCharge } from '../pnc/plug-and-charge.js';
import { Pricing } from '../pricing/pricing.js';
import type { CompositeSources } from '../smart-charging/composite-schedule.js';
import { SmartCharging } from '../smart-charging/smart-charging.js';
import { openChargePointStore, type ChargePointStore } from '../store/index.js';
import { ConfigurationControl } from './configuration-control.js';
import { ConnectionWatch } from './connection-watch.js';
import { checkedStatuses } from './connector-statuses-invalid.js';
import { warnOfDoubtfulSettings } from './doubtful-settings.js';
import { registerHandlers } from './handlers.js';
import type { ChargePointOptions, ChargePointTransport } from './options.js';
import { closeParts, createParts, type Parts } from './parts.js';
import { pncSettings } from './pnc-settings.js';
import { pricingSettings } from './pricing-settings.js';
import { coreSettings, linkSettings } from './settings.js';
import { SecurityControl } from '../security/security-control.js';
import { securitySettings } from './security-settings.js';
import { smartChargingSettings } from './smart-charging-settings.js';
import { stationIdentity } from './station-identity.js';
import { webSocketTransport } from './web-socket-transport.js';

/** Longest wait for the application to end its transactions when the charge point stops, in ms. */
const STOP_PATIENCE_MS = 5_000;

/** Everything that lives between start and stop: database, connection, queue, timers. */
export class ChargePointRun {
  readonly parts: Parts;
  readonly configurationControl: ConfigurationControl;
  readonly smartCharging: SmartCharging;
  readonly pricing: Pricing;
  readonly certificates: SecurityControl;
  readonly plugAndCharge: PlugAndCharge;
  readonly link: Link;
  readonly #options: ChargePointOptions;
  readonly #store: ChargePointStore;
  readonly #transport: ChargePointTransport;
  readonly #connection: ConnectionWatch;

  static async open(options: ChargePointOptions): Promise<ChargePointRun> {
    return new ChargePointRun(options, await openStore(options));
  }

  private constructor(options: ChargePointOptions, store: ChargePointStore) {
    const { clock, configuration, log, messageLog, random } = options;
    this.#options = options;
    this.#store = store;
    const isOnTrial = (): boolean => store.securityProfile.proven() !== undefined;
    this.#transport = options.createTransport?.() ?? webSocketTransport(options, isOnTrial);
    this.link = new Link({
      transport: this.#transport,
      store: this.#store.messages,
      clock,
      random,
      log,
      events: this.#events(),
      settings: () => linkSettings(configuration),
      isActionOffered: (action) => configuration.isActionOffered(action),
      bootNotification: () => stationIdentity(configuration),
      ...(messageLog !== undefined && { frameLog: messageLog }),
    });
    this.parts = createParts(this.#context(), (entry) => messageLog?.securityEvent?.(entry));
    this.#connection = new ConnectionWatch({
      ...this.parts,
      configuration,
      isBooted: () => this.link.connectionState === 'Booted',
      isConnected: () => this.link.isConnected,
      transport: this.#transport,
    });
    this.smartCharging = new SmartCharging({ ...this.parts, settings: smartChargingSettings(configuration) });
    this.certificates = new SecurityControl({
      ...this.parts,
      certificates: options.certificates,
      reconnect: () => this.#transport.reconnect(),
      securitySettings: securitySettings(configuration),
    });
    this.plugAndCharge = new PlugAndCharge({
      ...this.parts,
      certificates: options.v2gCertificates,
      coreSettings: this.parts.settings,
      settings: pncSettings(configuration),
    });
    this.pricing = new Pricing({
      ...this.parts,
      settings: pricingSettings(configuration),
      storeTimeOffset: (offset) => void configuration.set('TimeOffset', offset),
    });
    this.configurationControl = new ConfigurationControl({
      ...this.parts,
      configuration,
      ...(messageLog !== undefined && { messageLog }),
      plugAndCharge: this.plugAndCharge,
      pricing: this.pricing,
      reconnect: () => this.#transport.reconnect(),
      profileSwitch: this.#connection.profileSwitch,
    });
    registerHandlers((action, handler) => this.link.handle(action, handler), {
      ...this.parts,
      certificates: this.certificates,
      configurationControl: this.configurationControl,
      sendBootNotification: () => this.link.sendBootNotification(),
      smartCharging: this.smartCharging,
    });
  }

  /** Loads the queue, brings transactions back and sets the connectors up. Nothing is sent yet. */
  begin(statuses: ReadonlyMap<number, ChargePointStatus>, resumingSessionIds: readonly string[]): void {
    const { availability, guard, settings } = this.parts;
    warnOfDoubtfulSettings(this.#options.configuration, this.#options.log);
    const given = statuses.size === 0 ? undefined : checkedStatuses(statuses, settings.numberOfConnectors);
    guard.store('connectors', () => this.#store.availability.ensure(settings.numberOfConnectors));
    this.link.start();
    resumeTransactions(resumingSessionIds, this.parts);
    this.smartCharging.load();
    this.parts.statuses.reset(given ?? availability.storedStatuses());
    if (given === undefined) availability.announceStored();
  }

  /** Profiles and what else composite schedules are made of. Some purposes may not count without the central system. */
  compositeSources(): CompositeSources {
    const isOnline = this.link.isConnected && this.link.connectionState === 'Booted';
    return this.smartCharging.sources(!isOnline);
  }

  connect(): void {
    this.#options.messageLog?.system('Connecting');
    this.#connection.profileSwitch.resume();
    this.#transport.connect();
  }

  disconnect(): void {
    this.#options.messageLog?.system('Disconnecting');
    this.#transport.disconnect();
  }

  /** Ends transactions through the application, then connection, timers and database, in this order. */
  async end(): Promise<void> {
    await this.#endTransactions();
    this.disconnect();
    this.close();
  }

  /** Stops all timers and lets go of the database. */
  close(): void {
    closeParts(this.parts);
    this.smartCharging.close();
    this.pricing.close();
    this.certificates.close();
    this.plugAndCharge.close();
    this.#connection.close();
    this.link.close();
    this.parts.guard.store('database', () => this.#store.close());
  }

  async #endTransactions(): Promise<void> {
    const { callbacks, clock, guard, transactions } = this.parts;
    const ended = transactions
      .allActive()
      .map(({ connectorId }) =>
        guard.ask<unknown>('stopTransaction', () => callbacks.stopTransaction(connectorId, 'Other'), undefined),
      );
    if (ended.length === 0) return;
    const patience = new AbortController();
    const timeout = clock.sleep(STOP_PATIENCE_MS, patience.signal).catch(() => undefined);
    await Promise.race([Promise.all(ended), timeout]);
    patience.abort();
  }

  #context(): CoreContext {
    const { callbacks, clock, configuration, log, random } = this.#options;
    const link = this.link;
    return {
      callbacks,
      clock,
      log,
      random,
      guard: new Guard(log),
      settings: coreSettings(configuration),
      store: this.#store,
      outbox: {
        get isConnected() {
          return link.isConnected;
        },
        notify: (action, request, options) => link.notify(action, request, options),
        atomically: (work) => link.atomically(work),
        isPending: (reference) => link.isPending(reference),
        call: (action, request) => link.call(action, request),
      },
    };
  }

  #events(): LinkEvents {
    const { configuration, log } = this.#options;
    return {
      connected: () => {
        this.#connection.connected();
        this.pricing.publishDefaultPrice();
        if (this.link.connectionState === 'Booted') this.#online();
        this.smartCharging.connectionChanged();
      },
      disconnected: () => {
        this.#connection.disconnected();
        this.pricing.publishDefaultPrice();
        this.certificates.offline();
        this.plugAndCharge.offline();
        this.smartCharging.connectionChanged();
      },
      bootNotification: (response) => {
        bootNotificationAnswered(response, {
          ...this.parts,
          storeHeartbeatInterval: (intervalS) => void configuration.set('HeartbeatInterval', intervalS),
        });
        if (response.status === 'Accepted') this.#online();
        this.smartCharging.connectionChanged();
      },
      messageDone: (result) => this.#messageDone(result),
      invalidMessage: (techInfo) => this.parts.security.raise({ type: 'InvalidMessages', techInfo }),
      storeFailed: (error) => log.error({ err: error }, 'messages survive no restart until the database works again'),
    };
  }

  /** Registered, and connected. */
  #online(): void {
    this.certificates.online();
    this.plugAndCharge.online();
  }

  #messageDone(result: MessageResult): void {
    const { callbacks, guard, start, stop } = this.parts;
    if (result.action === 'StartTransaction') start.answered(result);
    else if (result.action === 'StopTransaction') stop.answered(result);
    else if (result.action === 'Heartbeat' && result.outcome.kind === 'response') {
      const { currentTime } = result.outcome.payload;
      guard.run('setSystemTime', () => callbacks.setSystemTime?.(currentTime));
    }
  }
}

async function openStore(options: ChargePointOptions): Promise<ChargePointStore> {
  const { clock, configuration, database, openStore: open } = options;
  if (open !== undefined) return open();
  const path = database === ':memory:' ? database : join(database, `${configuration.get('ChargePointId')}.db`);
  return openChargePointStore(path, { clock });
}
