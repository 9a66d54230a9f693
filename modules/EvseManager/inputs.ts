import type { Powermeter } from '#generated/types/powermeter';
import type { Evse } from './evse.js';
import { phaseCurrents } from './metering/billing-meter.js';
import type { StartUp } from './start-up.js';

/** Leads what the connected modules publish to where it belongs. */
export function connectInputs(evse: Evse, startUp: StartUp): void {
  connectBoard(evse, startUp);
  connectMeters(evse, startUp);
  connectAutocharge(evse);
  const wish = (enable_state: 'Enable' | 'Disable'): void => {
    const source = { enable_source: 'LocalAPI', enable_priority: 100, enable_state } as const;
    evse.enableDisable(0, source).catch((error: unknown) => evse.context.fail(error));
  };
  evse.external.listen({
    enable: () => wish('Enable'),
    disable: () => wish('Disable'),
    switchPhases: (threePhases) => evse.loop.post({ type: 'switchPhases', threePhases }),
    pause: () => evse.loop.post({ type: 'pause' }),
    resume: () => evse.loop.post({ type: 'resume' }),
  });
}

function connectBoard({ context, energy, external, loop }: Evse, startUp: StartUp): void {
  const { bsp } = context.requires;
  const { publish } = context.provides.evse;
  bsp.on.event(({ event }) => loop.board(event));
  bsp.on.capabilities((hardware) => startUp.hardware(hardware));
  bsp.on.ac_nr_of_phases_available((count) => energy.phasesAvailable(count));
  bsp.on.ac_pp_ampacity((pilot) => energy.proximityPilot(pilot));
  bsp.on.telemetry((telemetry) => {
    publish.telemetry(telemetry);
    external.temperature(telemetry.evse_temperature_C);
  });
  bsp.on.request_stop_transaction(({ reason, id_tag: token }) => {
    loop.post({ type: 'stopTransaction', reason, token });
  });
}

/** The meter on the car side is billed if there is one. */
function connectMeters({ context, energy, external, loop, meter }: Evse, startUp: StartUp): void {
  const { powermeter_grid_side: gridSide, powermeter_car_side: carSide } = context.requires;
  const { publish } = context.provides.evse;
  gridSide?.on.powermeter((value) => energy.usage('root', value));
  carSide?.on.powermeter((value) => energy.usage('leaves', value));
  const billing = carSide ?? gridSide;
  billing?.on.powermeter((value: Powermeter) => {
    meter.take(value);
    loop.post({ type: 'vehicleCurrents', currents: phaseCurrents(value) });
    publish.powermeter(value);
    external.powermeter(value);
    startUp.meterSeen();
  });
  billing?.on.public_key_ocmf((key) => publish.powermeter_public_key_ocmf(key));
}

/** Presents the address of the EV as a token when SLAC tells it. */
function connectAutocharge({ context }: Evse): void {
  const config = context.config.module;
  const usesSlac = config.ac_hlc_enabled || config.ac_with_soc || config.charge_mode === 'DC';
  if (!config.enable_autocharge || !config.autocharge_use_slac_instead_of_hlc || !usesSlac) return;
  context.requires.slac?.on.ev_mac_address((address) => {
    context.provides.token_provider.publish.provided_token({
      id_token: { value: `VID:${address.replaceAll(':', '')}`, type: 'MacAddress' },
      authorization_type: 'Autocharge',
      connectors: [config.connector_id],
    });
  });
}
