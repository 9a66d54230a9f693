import type { ChangeOutcome, Configuration, ConfigurationEffect } from '../configuration/index.js';
import type { FrameLog, IncomingCall } from '../link/index.js';
import type { Request, Response } from '../messages/index.js';
import type { PlugAndCharge } from '../pnc/plug-and-charge.js';
import type { Pricing } from '../pricing/pricing.js';
import type { SecurityProfileSwitch } from './security-profile-switch.js';
import type { Parts } from './parts.js';

type Control = Pick<Parts, 'aligned' | 'callbacks' | 'guard' | 'heartbeat' | 'sampling'> & {
  readonly configuration: Configuration;
  readonly messageLog?: Pick<FrameLog, 'system'>;
  readonly plugAndCharge: Pick<PlugAndCharge, 'certificateManagementChanged' | 'ocspIntervalChanged'>;
  readonly pricing: Pricing;
  readonly reconnect: () => void;
  readonly profileSwitch: SecurityProfileSwitch;
};

/** GetConfiguration and ChangeConfiguration (OCPP 1.6 §5.3, §5.8), and what a change sets in motion. */
export class ConfigurationControl {
  readonly #parts: Control;

  constructor(parts: Control) {
    this.#parts = parts;
  }

  get(request: Request<'GetConfiguration'>): Response<'GetConfiguration'> {
    return this.#parts.configuration.getConfiguration(request.key);
  }

  async change(
    { key, value }: Request<'ChangeConfiguration'>,
    call: Pick<IncomingCall, 'afterAnswer'>,
  ): Promise<Response<'ChangeConfiguration'>> {
    const outcome = await this.#stored(key, value);
    call.afterAnswer(() => this.#apply(outcome));
    return { status: outcome.status };
  }

  /** The same for the application; the effects begin at once. */
  async set(key: string, value: string): Promise<ChangeOutcome['status']> {
    const outcome = await this.#stored(key, value);
    this.#apply(outcome);
    return outcome.status;
  }

  async #stored(key: string, value: string): Promise<ChangeOutcome> {
    const { configuration, profileSwitch } = this.#parts;
    const isProfile = key.toLowerCase() === 'securityprofile';
    if (isProfile) profileSwitch.prepare();
    const outcome = await configuration.changeConfiguration(key, value);
    if (isProfile && outcome.status !== 'Accepted') profileSwitch.refused();
    return outcome;
  }

  #apply({ changed, effects }: ChangeOutcome): void {
    for (const effect of effects) this.#effect(effect);
    if (changed === undefined) return;
    const { callbacks, guard } = this.#parts;
    const { key, value } = changed;
    guard.run('configurationKeyChanged', () => callbacks.configurationKeyChanged?.({ key, value }));
  }

  #effect(effect: ConfigurationEffect): void {
    const { aligned, callbacks, guard, heartbeat, messageLog, sampling } = this.#parts;
    const { plugAndCharge, pricing, profileSwitch, reconnect } = this.#parts;
    switch (effect.kind) {
      case 'heartbeat-interval':
        return heartbeat.restart();
      case 'sample-interval':
        return sampling.restart();
      case 'aligned-interval':
        return aligned.restart();
      case 'connection-timeout':
        return guard.run('setConnectionTimeout', () => callbacks.setConnectionTimeout?.(effect.timeoutS));
      case 'reconnect-with-new-password':
        return reconnect();
      case 'security-profile':
        return profileSwitch.begin(effect.from, effect.to);
      case 'certificate-management':
        return plugAndCharge.certificateManagementChanged(effect.isEnabled);
      case 'ocsp-interval':
        return plugAndCharge.ocspIntervalChanged();
      case 'default-price':
        return pricing.publishDefaultPrice();
      case 'time-offset-transition':
        return pricing.timeOffsetTransitionChanged();
      case 'websocket-ping-interval':
        // The transport reads it at each tick.
        return messageLog?.system('WebSocketPingInterval changed');
    }
  }
}
