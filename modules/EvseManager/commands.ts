import type { CommandHandlers } from 'everest-ts';
import type { EvseManagerInterface } from '#generated/interfaces/evse_manager';
import type { ConnectorTypeEnum } from '#generated/types/evse_manager';
import type { Evse } from './evse.js';
import { reserve } from './reservation.js';
import type { StartUp } from './start-up.js';

/** The commands of the EVSE. They set what is wanted; the next pass of the charger acts on it. */
export function evseCommands(
  evse: Evse,
  startUp: StartUp,
  type: ConnectorTypeEnum | undefined,
): CommandHandlers<EvseManagerInterface> {
  const { loop, reporter, context } = evse;
  const reserveFor = (id: number, announce: boolean): boolean => {
    const { state, shutdown } = loop.charger;
    const outcome = reserve(reporter.reservation, id, { state, faulted: shutdown !== 'None' });
    if (outcome.accepted) reporter.reserve(outcome.reservation, announce && outcome.started);
    return outcome.accepted;
  };

  return {
    get_evse: () => ({
      id: context.config.module.connector_id,
      connectors: [{ id: 1, ...(type && { type }) }],
    }),
    enable_disable: ({ connector_id: connectorId, cmd_source: source }) => evse.enableDisable(connectorId, source),
    authorize_response: async ({ provided_token: token, validation_result: validation }) => {
      if (validation.authorization_status !== 'Accepted') return;
      const { reservation_id: id } = validation;
      const { reservation } = reporter;
      // With an EV plugged in the transaction starts at once and has to know its reservation by then.
      const isPluggedIn = loop.charger.state === 'WaitingForAuthentication';
      if (id !== undefined && isPluggedIn) reporter.reserve({ reserved: true, id }, false);
      await loop.run({ type: 'authorize', token, validation });
      if (id === undefined) return;
      if (!isPluggedIn) reserveFor(id, false);
      else if (!loop.charger.authorized) reporter.reserve(reservation, false);
    },
    withdraw_authorization: async () => {
      const { authorized, authorizedByContract } = loop.charger;
      if (authorized && !authorizedByContract) reporter.cancelReservation();
      await loop.run({ type: 'deauthorize' });
    },
    reserve: ({ reservation_id: id }) => reserveFor(id, true),
    cancel_reservation: () => reporter.cancelReservation(),
    pause_charging: () => loop.run({ type: 'pause' }),
    resume_charging: () => loop.run({ type: 'resume' }),
    stop_transaction: ({ request }) =>
      loop.run({ type: 'stopTransaction', reason: request.reason, token: request.id_tag }),
    force_unlock: async () => {
      if (context.requires.connector_lock === undefined) return false;
      await loop.run({ type: 'stopTransaction', reason: 'UnlockCommand' });
      loop.forceUnlock();
      return true;
    },
    external_ready_to_start_charging: () => startUp.externalReady(),
    set_plug_and_charge_configuration: () => {
      context.log.debug('plug and charge is not offered, its configuration has no effect');
    },
    update_allowed_energy_transfer_modes: () => 'NoHlc',
    set_der_available: () => 'NoHlc',
  };
}
