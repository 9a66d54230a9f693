import type { ModuleContext } from 'everest-ts';
import type { EvseManager } from '#generated/modules/EvseManager';
import type { ProvidedIdToken } from '#generated/types/authorization';
import type { EnableDisableSource } from '#generated/types/evse_manager';
import type { HardwareCapabilities } from '#generated/types/evse_board_support';
import { Board } from './board.js';
import { ChargerLoop, type OuterEffect } from './charger-loop.js';
import type { ChargerError, Effect } from './charger/effects.js';
import type { ChargerEvent, PilotEvent } from './charger/events.js';
import { meterPrevents } from './charger/session-actions.js';
import { STATE_FACTS } from './charger/states.js';
import { isEnabled, prevailingWish, withWish, type EnableTable } from './enable-table.js';
import { EnergyNode } from './energy/energy-node.js';
import { errorSources } from './errors/error-sources.js';
import { ErrorWatch } from './errors/error-watch.js';
import { ExternalTopics } from './external-topics.js';
import { BillingMeter } from './metering/billing-meter.js';
import { identificationType } from './metering/identification.js';
import { newSessionId } from './session/session-id.js';
import { SessionLog } from './session/session-log.js';
import { SessionReporter } from './session/session-reporter.js';
import { UnfinishedSession } from './session/unfinished-session.js';
import { chargerSettings, pilotSettings } from './settings.js';

const errorMessages: Readonly<Record<ChargerError, string>> = {
  MREC4OverCurrentFailure: 'the EV draws more current than it is offered',
  MREC9AuthorizationTimeout: 'nobody authorized in time',
  PowermeterTransactionStartFailed: 'the meter cannot start a transaction',
};

const freeService: ProvidedIdToken = {
  authorization_type: 'RFID',
  id_token: { value: 'FREESERVICE', type: 'Local' },
  prevalidated: true,
};

type SlowEffect = Extract<Effect, { type: 'startMeter' | 'stopMeter' }>;

/** All parts of one EVSE, and what happens between them. */
export class Evse {
  readonly context: ModuleContext<EvseManager>;
  readonly meter: BillingMeter;
  readonly unfinished: UnfinishedSession;
  readonly reporter: SessionReporter;
  readonly errors: ErrorWatch;
  readonly external: ExternalTopics;
  readonly energy: EnergyNode;
  readonly loop: ChargerLoop;
  readonly sessionLog: SessionLog;
  readonly #board: Board;
  #wishes: EnableTable = [{ enable_source: 'Unspecified', enable_state: 'Enable', enable_priority: 10000 }];
  #lastWishForConnector = false;

  constructor(context: ModuleContext<EvseManager>) {
    const { clock, log, mqtt, provides, requires, info, random } = context;
    const config = context.config.module;
    const billing = requires.powermeter_car_side ?? requires.powermeter_grid_side;
    this.context = context;
    this.external = new ExternalTopics(mqtt, config.connector_id);
    this.sessionLog = new SessionLog({
      enabled: config.session_logging,
      root: config.session_logging_path,
      suffix: config.logfile_suffix,
      clock,
      log,
      publish: (message) => mqtt.publish(`everest_api/${info.id}/var/hlc_log`, message),
    });
    this.#board = new Board({ requires, sessionLog: this.sessionLog, log });
    this.meter = new BillingMeter({ meter: billing, clock, log });
    this.unfinished = new UnfinishedSession({ store: requires.store, moduleId: info.id, clock, log });
    this.reporter = new SessionReporter({
      publish: provides.evse.publish,
      telemetry: context.telemetry,
      meter: this.meter,
      sessionLog: this.sessionLog,
      clock,
      enabledBy: () => ({ source: prevailingWish(this.#wishes), connector: this.#lastWishForConnector }),
    });
    this.loop = new ChargerLoop({
      charger: chargerSettings(config),
      pilot: pilotSettings(config),
      clock,
      surroundings: {
        perform: (effect) => this.#perform(effect),
        tellBoard: (output) => this.#board.tell(output),
        pilotEvent: (event) => this.#logPilotEvent(event),
        newSessionId: () => newSessionId(config.session_id_type, random),
        fail: (cause) => context.fail(cause),
      },
    });
    this.energy = new EnergyNode({
      moduleId: info.id,
      config,
      grid: provides.energy_grid.publish,
      evse: provides.evse.publish,
      randomDelay: provides.random_delay.publish,
      external: this.external,
      loop: this.loop,
      clock,
      random,
      log,
    });
    this.errors = new ErrorWatch({
      own: provides.evse.errors,
      sources: errorSources(requires, config.fail_on_powermeter_errors ? billing : undefined),
      useVendorId: config.inoperative_error_use_vendor_id,
      unsupported: config.charge_mode === 'DC',
      log,
      changed: (shutdown) => {
        if (shutdown !== 'None') this.reporter.cancelReservation();
        this.loop.post({ type: 'shutdown', shutdown }, { type: 'pass' });
      },
    });
  }

  get enabled(): boolean {
    return isEnabled(prevailingWish(this.#wishes));
  }

  get hardware(): HardwareCapabilities {
    return this.energy.hardware;
  }

  /** States one party's wish; resolves with whether the EVSE is enabled once the charger has reacted. */
  async enableDisable(connectorId: number, wish: EnableDisableSource): Promise<boolean> {
    const before = this.enabled;
    this.#wishes = withWish(this.#wishes, wish);
    const { enabled } = this;
    this.#lastWishForConnector = connectorId !== 0;
    await this.loop.run(
      { type: 'enableDisable', enabled, changed: before !== enabled, connector: connectorId !== 0 },
      { type: 'pass' },
    );
    return enabled;
  }

  async close(): Promise<void> {
    this.loop.close();
    this.energy.close();
    await this.sessionLog.flushed();
  }

  #perform(effect: OuterEffect): Promise<ChargerEvent> | void {
    const { reporter } = this;
    switch (effect.type) {
      case 'stateChanged':
        return this.#stateChanged(effect);
      case 'maxCurrent':
        return this.energy.maxCurrent(effect.ampere);
      case 'overcurrentLimit':
        return this.#board.setOvercurrentLimit(effect.ampere);
      case 'switchThreePhases':
        return this.#board.switchThreePhases(effect.threePhases);
      case 'event':
        if (effect.event === 'Authorized') this.sessionLog.evse('Authorization received');
        return reporter.simple(effect.event, effect.sessionId);
      case 'pausedByEvse':
        return reporter.pausedByEvse(effect);
      case 'sessionStarted':
        reporter.sessionStarted(effect);
        if (effect.reason === 'EVConnected' && this.context.config.module.disable_authentication) this.#serveFree();
        return;
      case 'sessionFinished':
        return reporter.sessionFinished(effect.sessionId);
      case 'transactionStarted':
        return reporter.transactionStarted(effect);
      case 'transactionFinished':
        return reporter.transactionFinished(effect);
      case 'startMeter':
      case 'stopMeter':
        return this.#askMeter(effect);
      case 'raise':
        return this.errors.raise(effect.error, errorMessages[effect.error]);
      case 'clearSessionErrors':
        return this.errors.clearSessionErrors();
      case 'log':
        return this.context.log[effect.level](effect.message);
    }
  }

  /** What a loss of power would leave open is stored before anybody hears of it. */
  async #askMeter(effect: SlowEffect): Promise<ChargerEvent> {
    if (effect.type === 'stopMeter') {
      const response = await this.meter.stop(effect.sessionId);
      await this.unfinished.remember('');
      return { type: 'meterStopped', response };
    }
    const { id_token: token } = effect.token;
    const { evse_id, fail_on_powermeter_errors: failOnMeterErrors } = this.context.config.module;
    const response = await this.meter.start({
      evse_id,
      transaction_id: effect.sessionId,
      identification_status: 'ASSIGNED',
      identification_flags: [],
      identification_type: identificationType(token.type),
      identification_data: token.value,
      ...(effect.tariffText !== undefined && { tariff_text: effect.tariffText }),
    });
    if (!meterPrevents(response, failOnMeterErrors)) await this.unfinished.remember(effect.sessionId);
    return { type: 'meterStarted', response };
  }

  #stateChanged({ from, to }: Extract<Effect, { type: 'stateChanged' }>): void {
    const { log, telemetry, config } = this.context;
    const { charger } = this.loop;
    log.info({ from, to }, 'charger state');
    this.sessionLog.evse(
      `Charger state: ${from === undefined ? '' : STATE_FACTS[from].label}->${STATE_FACTS[to].label}`,
    );
    this.external.state(to);
    this.energy.stateChanged(to);
    telemetry.publish('Evse', 'control', {
      authorisation_finished: charger.authorized,
      emergency_stop: charger.shutdown === 'Emergency',
      error_stop: charger.shutdown === 'Error',
      normal_stop: charger.externallyCancelled,
      contract_payment_enabled: config.module.payment_enable_contract,
      free_charging_enabled: config.module.disable_authentication,
    });
  }

  #serveFree(): void {
    this.loop.post({
      type: 'authorize',
      token: freeService,
      validation: { authorization_status: 'Accepted', tariff_messages: [] },
    });
  }

  #logPilotEvent(event: PilotEvent): void {
    const isOwn = event === 'PowerOn' || event === 'PowerOff';
    if (isOwn) this.sessionLog.evse(`Event ${event}`);
    else this.sessionLog.car(`Event ${event}`);
  }
}
