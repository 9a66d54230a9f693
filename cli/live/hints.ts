/** What to try from a second terminal: one of the EVSEs of the station, and what can be called through our central system. */
export function hints(evse: number, chargePointId?: string): string {
  const lines = [
    [`drive plug --evse ${evse}`, 'plug a car in'],
    ['drive swipe DEADBEEF', 'present a card'],
    [`drive pause --evse ${evse}`, 'the car stops drawing power (resume: go on)'],
    ['drive fault MREC6UnderVoltage', 'raise a fault (--clear: clear it)'],
    [`drive unplug --evse ${evse}`, 'the car leaves'],
  ].map(([command = '', meaning = '']) => `  npx everest ${command.padEnd(36)} ${meaning}`);
  const call = `  npx everest csms send ${chargePointId} RemoteStartTransaction '{"connectorId":1,"idTag":"DEADBEEF"}'`;
  return `
The station goes on. From a second terminal, in this folder:

${[...lines, ...(chargePointId === undefined ? [] : [call])].join('\n')}

Ctrl+C ends it.
`;
}
