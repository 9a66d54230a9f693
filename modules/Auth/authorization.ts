import type { ModuleContext } from 'everest-ts';
import type { Auth } from '#generated/modules/Auth';
import type { ProvidedIdToken, ValidationResultUpdate } from '#generated/types/authorization';
import type { EvseOrders } from './evse-orders.js';
import { Grants } from './grants.js';
import type { Reservations } from './reservations.js';
import { SessionEvents } from './session-events.js';
import { AuthSettings } from './settings.js';
import type { Station } from './station.js';
import { StatusMessages } from './status-messages.js';
import { TokenHandling } from './token-handling.js';
import { TokensInProcess } from './tokens-in-process.js';
import { TransactionStops } from './transaction-stops.js';
import { updateHolder } from './validation-update.js';
import { verdictsOn } from './validators.js';
import { Withdrawal } from './withdrawal.js';

export interface AuthorizationParts {
  readonly station: Station;
  readonly orders: EvseOrders;
  readonly reservations: Reservations;
}

export interface Authorization {
  readonly settings: AuthSettings;
  readonly withdrawal: Withdrawal;
  readonly sessionEvents: SessionEvents;
  /** Sets a token on its way; tokens do not wait for each other. */
  present(token: ProvidedIdToken): void;
  update(update: ValidationResultUpdate): void;
}

/** Puts the parts of authorization together. Throws when the configuration cannot be used. */
export function createAuthorization(context: ModuleContext<Auth>, parts: AuthorizationParts): Authorization {
  const { config, provides, requires, clock, log, signal } = context;
  const { station, orders, reservations } = parts;
  const settings = new AuthSettings(config.module);
  const inProcess = new TokensInProcess();
  const status = new StatusMessages((message) => provides.main.publish.token_validation_status(message));
  const shared = { station, settings, reservations, inProcess, orders, status, clock, log, signal };
  const grants = new Grants(shared);
  const withdrawal = new Withdrawal(shared);
  const handling = new TokenHandling({
    ...shared,
    grants,
    withdrawal,
    stops: new TransactionStops(settings, orders),
    verdictsOn: (token) => verdictsOn(token, { connections: requires.token_validator, log }),
  });

  return {
    settings,
    withdrawal,
    sessionEvents: new SessionEvents({ ...shared, grants }),
    present: (token) => {
      handling.present(token).catch((error: unknown) => context.fail(error));
    },
    update: (update) => updateHolder(update, shared),
  };
}
