/** compatibility-contract.md §5: what a simulated station listens to, below the external prefix. */
export interface ControlMessage {
  readonly topic: string;
  readonly payload: string;
}

/** A car that waits for power, draws it, and stays until it is told otherwise. */
const stayS = 36_000;

/** `power` is `<A>,<phases>`. */
export function plug(evse: number, power: string): ControlMessage {
  return runSession(evse, `sleep 1;iec_wait_pwr_ready;sleep 1;draw_power_regulated ${power};sleep ${stayS};unplug`);
}

export function runSession(evse: number, commands: string): ControlMessage {
  return { topic: carTopic(evse, 'cmd/execute_charging_session'), payload: commands };
}

export function modifySession(evse: number, commands: string): ControlMessage {
  return { topic: carTopic(evse, 'cmd/modify_charging_session'), payload: commands };
}

export function unplug(evse: number): ControlMessage {
  return modifySession(evse, 'unplug');
}

export function pause(evse: number): ControlMessage {
  return modifySession(evse, `pause;sleep ${stayS}`);
}

export function resume(evse: number, power: string): ControlMessage {
  return modifySession(evse, `draw_power_regulated ${power};sleep ${stayS};unplug`);
}

/** `type` is a fault of the simulated board, e.g. `MREC6UnderVoltage`. */
export function fault(evse: number, type: string, raise: boolean): ControlMessage {
  return { topic: carTopic(evse, 'error'), payload: JSON.stringify({ error_type: type, raise: String(raise) }) };
}

export function enableCar(evse: number, enable: boolean): ControlMessage {
  return { topic: carTopic(evse, 'cmd/enable'), payload: String(enable) };
}

/** Where the delivered configurations let DummyTokenProviderManual listen. */
const CARD_TOPIC = 'everest_api/dummy_token_provider/cmd/provide';

/** A card; `evse` limits it to one EVSE. */
export function swipe(token: string, evse?: number, topic = CARD_TOPIC): ControlMessage {
  const provided = {
    id_token: { value: token, type: 'ISO14443' },
    authorization_type: 'RFID',
    prevalidated: false,
    ...(evse === undefined ? {} : { connectors: [evse] }),
  };
  return { topic, payload: JSON.stringify(provided) };
}

function carTopic(evse: number, rest: string): string {
  return `everest_external/nodered/${evse}/carsim/${rest}`;
}
