import { defineModule } from 'everest-ts';
import type { Auth } from '#generated/modules/Auth';
import { createAuthorization } from './authorization.js';
import type { Evse } from './evse.js';
import { EvseOrders } from './evse-orders.js';
import { StationReservations } from './reservation/station-reservations.js';
import { Station } from './station.js';
import { StartUp } from './start-up.js';

/** Station-wide authorization: tokens in, grants and stops out. */
export default defineModule<Auth>((context) => {
  const { provides, requires, log } = context;
  const station = new Station();
  const orders = new EvseOrders(log);
  const reservations = new StationReservations(context, { station, orders });
  const authorization = createAuthorization(context, { station, orders, reservations });
  const { settings, withdrawal } = authorization;
  const startUp = new StartUp(requires.evse_manager, station, log);

  provides.main.implement({
    set_connection_timeout: ({ connection_timeout: timeoutS }) => settings.setConnectionTimeout(timeoutS, log),
    set_master_pass_group_id: ({ master_pass_group_id: groupId }) => settings.setMasterPassGroup(groupId),
    withdraw_authorization: ({ request }) => withdrawal.withdraw(request),
  });
  provides.reservation.implement(reservations.commands);

  for (const provider of requires.token_provider) {
    provider.on.provided_token((token) => startUp.whenStarted('token', () => authorization.present(token)));
  }
  for (const validator of requires.token_validator) {
    validator.on.validate_result_update((update) =>
      startUp.whenStarted('validation update', () => authorization.update(update)),
    );
  }
  for (const { index, on, errors } of requires.evse_manager) {
    const events = authorization.sessionEvents;
    const whenKnown = (act: (evse: Evse) => void): void => startUp.onEvse(index, act);
    on.session_event((event) => whenKnown((evse) => events.handle(evse, event)));
    errors.on('evse_manager/Inoperative', {
      raised: () => whenKnown((evse) => events.faulted(evse)),
      cleared: () => whenKnown((evse) => events.faultCleared(evse)),
    });
  }

  return {
    async ready() {
      await startUp.run();
      await reservations.restore();
      reservations.checkOccupancy();
    },
    shutdown() {
      for (const evse of station.evses) evse.stopTimer();
      reservations.close();
    },
  };
});
