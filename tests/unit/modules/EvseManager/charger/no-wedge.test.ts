import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import type { BspEvent } from '#generated/types/board_support_common';
import type { Effect } from '../../../../../modules/EvseManager/charger/effects.js';
import { Bench } from './bench.js';

const token: ProvidedIdToken = { id_token: { value: 'X', type: 'ISO14443' }, authorization_type: 'RFID' };
const contract: ProvidedIdToken = { ...token, authorization_type: 'PlugAndCharge' };
const validation: ValidationResult = { authorization_status: 'Accepted', tariff_messages: [] };

type Act = (bench: Bench) => void;
type NamedAct = readonly [string, Act];

const boardEvents = ['A', 'B', 'C', 'D', 'E', 'F', 'PowerOn', 'PowerOff', 'Disconnected'] as const;

function enableDisable(enabled: boolean, connector: boolean): Act {
  return (bench) => {
    const changed = bench.charger.disableRequested === enabled;
    bench.run({ type: 'enableDisable', enabled, changed, connector }, { type: 'pass' });
  };
}

const acts: readonly NamedAct[] = [
  ...boardEvents.map((event: BspEvent['event']): NamedAct => [event, (bench) => bench.board(event)]),
  ['authorize', (bench) => bench.run({ type: 'authorize', token, validation })],
  ['authorize by contract', (bench) => bench.run({ type: 'authorize', token: contract, validation })],
  ['withdraw', (bench) => bench.run({ type: 'deauthorize' })],
  ['stop', (bench) => bench.run({ type: 'stopTransaction', reason: 'Remote' })],
  ['pause', (bench) => bench.run({ type: 'pause' })],
  ['resume', (bench) => bench.run({ type: 'resume' })],
  ['one phase', (bench) => bench.run({ type: 'switchPhases', threePhases: false })],
  ['disable', enableDisable(false, false)],
  ['disable connector', enableDisable(false, true)],
  ['enable', enableDisable(true, false)],
  ['enable connector', enableDisable(true, true)],
  ['emergency', (bench) => bench.fault('Emergency')],
  ['error', (bench) => bench.fault('Error')],
  ['no error', (bench) => bench.fault('None')],
  ['16 A', (bench) => bench.run({ type: 'setMaxCurrent', current: 16, validUntil: bench.now + 60_000 })],
  ['0 A', (bench) => bench.run({ type: 'setMaxCurrent', current: 0, validUntil: bench.now + 60_000 })],
  ['too much current', (bench) => bench.run({ type: 'vehicleCurrents', currents: { L1: 40, L2: 0, L3: 0 } })],
  ['no current', (bench) => bench.run({ type: 'vehicleCurrents', currents: { L1: 0, L2: 0, L3: 0 } })],
  ['meter fails', (bench) => (bench.meterStatus = 'UNEXPECTED_ERROR')],
  ['meter works', (bench) => (bench.meterStatus = 'OK')],
  ['unlock', (bench) => bench.forceUnlock()],
  ['100 ms', (bench) => bench.pass(100)],
  ['1 s', (bench) => bench.pass(1000)],
  ['5 s', (bench) => bench.pass(5000)],
  ['31 s', (bench) => bench.pass(31_000)],
];

const sequences = fc.array(fc.constantFrom(...acts), { maxLength: 40 });

/** Half of all sequences begin where the interesting things happen. */
const beginnings = fc.constantFrom<readonly string[]>(
  [],
  ['16 A', 'A', 'B', 'authorize', '100 ms', 'C', 'PowerOn'],
  ['16 A', 'A', 'authorize', 'B', '100 ms'],
);

function newBench(): Bench {
  const bench = new Bench();
  bench.run({ type: 'setMaxCurrent', current: 0, validUntil: 120_000 }, { type: 'start' }, { type: 'pass' });
  return bench;
}

function perform(bench: Bench, names: readonly string[]): void {
  for (const name of names) {
    const act = acts.find(([candidate]) => candidate === name)?.[1];
    if (act === undefined) throw new Error(`no act "${name}"`);
    act(bench);
  }
}

/** Fails at the first effect that a reader of the session events would not understand. */
function checkOrder(effects: readonly Effect[]): void {
  let session: string | undefined;
  let transaction: string | undefined;
  let authorized = false;
  let chargingFinished = false;
  for (const effect of effects) {
    switch (effect.type) {
      case 'sessionStarted':
        expect({ session, transaction }).toEqual({ session: undefined, transaction: undefined });
        session = effect.sessionId;
        authorized = false;
        break;
      case 'sessionFinished':
        expect({ session, transaction }).toEqual({ session: effect.sessionId, transaction: undefined });
        session = undefined;
        break;
      case 'transactionStarted':
        expect({ session, transaction, authorized }).toEqual({
          session: effect.sessionId,
          transaction: undefined,
          authorized: true,
        });
        transaction = effect.sessionId;
        chargingFinished = false;
        break;
      case 'transactionFinished':
        expect({ session, transaction, chargingFinished }).toEqual({
          session: effect.sessionId,
          transaction: effect.sessionId,
          chargingFinished: true,
        });
        transaction = undefined;
        break;
      case 'pausedByEvse':
        expect(effect.reasons.length).toBeGreaterThan(0);
        expect(transaction).toBe(effect.sessionId);
        break;
      case 'event':
        if (effect.event === 'Enabled' || effect.event === 'Disabled') break;
        expect(session).toBe(effect.sessionId);
        if (effect.event === 'Authorized') authorized = true;
        if (effect.event === 'ChargingFinished') chargingFinished = true;
        if (!['AuthRequired', 'Authorized', 'Deauthorized', 'PluginTimeout'].includes(effect.event)) {
          expect(transaction).toBe(effect.sessionId);
        }
        break;
      case 'log':
        expect(effect.message).not.toContain('without end');
        break;
      default:
    }
  }
}

/** Whatever happened: errors cleared, enabled, unplugged and open, the EVSE serves the next EV. */
function recover(bench: Bench): void {
  bench.fault('None');
  perform(bench, ['meter works', 'no current', 'enable connector', '100 ms', 'A', 'PowerOff', '31 s', 'withdraw']);
}

describe('charger properties', () => {
  test('no sequence of events gives an illegal order of session events', () => {
    fc.assert(
      fc.property(beginnings, sequences, (beginning, sequence) => {
        const bench = newBench();

        perform(bench, beginning);
        for (const [, act] of sequence) act(bench);
        recover(bench);

        checkOrder(bench.effects);
      }),
      { numRuns: 400 },
    );
  });

  test('no sequence of events wedges the charger', () => {
    fc.assert(
      fc.property(beginnings, sequences, (beginning, sequence) => {
        const bench = newBench();
        perform(bench, beginning);
        for (const [, act] of sequence) act(bench);

        recover(bench);
        expect(bench.charger).toMatchObject({ state: 'Idle', session: undefined, transactionActive: false });

        perform(bench, ['16 A', 'B', 'authorize', '100 ms', 'C', 'PowerOn', '100 ms']);
        expect(bench.charger.state).toBe('Charging');
        expect(bench.outputs.findLast(({ type }) => type === 'allowPower')).toEqual({
          type: 'allowPower',
          allow: true,
        });
      }),
      { numRuns: 400 },
    );
  });

  test('power is permitted in an open and faultless transaction only', () => {
    fc.assert(
      fc.property(beginnings, sequences, (beginning, sequence) => {
        const bench = newBench();
        perform(bench, beginning);

        for (const [, act] of sequence) {
          act(bench);
          const last = bench.outputs.findLast(({ type }) => type === 'allowPower');
          if (last?.type !== 'allowPower' || !last.allow) continue;
          expect(['Charging', 'StoppingCharging', 'SwitchPhases']).toContain(bench.charger.state);
          expect(bench.charger).toMatchObject({ pluggedIn: true, transactionActive: true, shutdown: 'None' });
        }
      }),
      { numRuns: 400 },
    );
  });
});
