import type { Timer } from 'everest-ts';
import type { HardwareCapabilities } from '#generated/types/evse_board_support';
import type { EnergyTransferMode } from '#generated/types/iso15118';
import type { Evse } from './evse.js';
import { startMeterTelemetry } from './telemetry.js';
import { acTransferModes } from './transfer-modes.js';

/** The limit until the energy manager has spoken is 0 A, for at most this long. ms. */
const FIRST_LIMIT_MS = 120_000;

/** From "every module is up" to "ready to charge". */
export class StartUp {
  readonly #evse: Evse;
  #meterSeen: (() => void) | undefined;
  #externalReady = false;
  #waiting = false;
  #isReady = false;
  #telemetry: Timer | undefined;
  #modes = '';
  #begun = false;
  #earlyHardware: HardwareCapabilities | undefined;

  constructor(evse: Evse) {
    this.#evse = evse;
  }

  /** The meter has given a reading. */
  meterSeen(): void {
    this.#meterSeen?.();
  }

  async run(): Promise<void> {
    const { context, energy, errors, loop, meter } = this.#evse;
    const config = context.config.module;
    context.provides.evse.publish.evse_id(config.evse_id);
    this.#checkMode();
    energy.start();
    this.#begun = true;
    if (this.#earlyHardware !== undefined) this.hardware(this.#earlyHardware);
    errors.refresh();
    this.#telemetry = startMeterTelemetry({ telemetry: context.telemetry, meter, clock: context.clock });

    await this.#firstReading();
    await this.#cleanUp();
    loop.post({ type: 'setMaxCurrent', current: 0, validUntil: context.clock.monotonic() + FIRST_LIMIT_MS });
    context.provides.evse.publish.waiting_for_external_ready(config.external_ready_to_start_charging);
    this.#waiting = true;
    if (!config.external_ready_to_start_charging || this.#externalReady) this.#becomeReady();
  }

  /** False when the configuration does not wait for it. */
  externalReady(): boolean {
    const { config, log } = this.#evse.context;
    if (!config.module.external_ready_to_start_charging) {
      log.warn('external_ready_to_start_charging is not configured');
      return false;
    }
    if (this.#isReady || this.#externalReady) log.warn('EVSE was told before that it may start charging');
    this.#externalReady = true;
    if (this.#waiting && !this.#isReady) this.#becomeReady();
    return true;
  }

  /** What the board can do; it waits until every module is up. */
  hardware(hardware: HardwareCapabilities): void {
    if (!this.#begun) {
      this.#earlyHardware = hardware;
      return;
    }
    this.#evse.energy.capabilities(hardware);
    if (this.#isReady) this.#publishModes();
  }

  close(): void {
    this.#telemetry?.cancel();
    this.#meterSeen?.();
  }

  #checkMode(): void {
    const { context, errors } = this.#evse;
    const { charge_mode: mode, ac_hlc_enabled: hlc, ac_with_soc: soc } = context.config.module;
    if (mode === 'DC') {
      context.log.error('charge mode DC is not supported, the EVSE stays inoperative');
      errors.raiseUnsupported('charge mode DC is not supported');
    } else if (hlc || soc) {
      context.log.warn('high level communication is not offered, charging by basic signalling only');
    }
  }

  async #firstReading(): Promise<void> {
    const { context, meter } = this.#evse;
    const { powermeter_car_side: carSide, powermeter_grid_side: gridSide } = context.requires;
    const timeoutMs = context.config.module.initial_meter_value_timeout_ms;
    if ((carSide ?? gridSide) === undefined || timeoutMs <= 0 || meter.latest !== undefined) return;
    await new Promise<void>((resolve) => {
      const timer = context.clock.setTimeout(resolve, timeoutMs);
      this.#meterSeen = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#meterSeen = undefined;
  }

  /** Ends what a loss of power left open. */
  async #cleanUp(): Promise<void> {
    const { meter, reporter, unfinished } = this.#evse;
    const sessionId = await unfinished.load();
    if (sessionId !== undefined) {
      reporter.sessionResumed(sessionId);
      await unfinished.remember('');
      const response = await meter.stop(sessionId);
      const signed = response.status === 'OK' ? response : undefined;
      reporter.transactionFinished({
        type: 'transactionFinished',
        sessionId,
        reason: 'PowerLoss',
        startSigned: signed?.start_signed_meter_value,
        signed: signed?.signed_meter_value,
      });
    }
    await meter.stop('');
  }

  #becomeReady(): void {
    const { context, energy, enabled, loop, reporter } = this.#evse;
    this.#isReady = true;
    this.#publishModes();
    energy.becameReady();
    loop.start();
    // A disabled EVSE has said so on entering its state.
    if (enabled) reporter.simple('Enabled', '');
    reporter.repeatReservation();
    context.provides.evse.publish.ready(true);
    context.log.info('ready to charge');
  }

  /** Only a changed list is published. */
  #publishModes(): void {
    const { context, hardware } = this.#evse;
    if (context.config.module.charge_mode === 'DC') return;
    const modes: EnergyTransferMode[] = acTransferModes(hardware, context.config.module.supported_iso_ac_bpt);
    if (modes.join() === this.#modes) return;
    this.#modes = modes.join();
    context.provides.evse.publish.supported_energy_transfer_modes(modes);
  }
}
