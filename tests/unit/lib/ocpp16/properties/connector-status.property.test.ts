import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Kit } from '../charge-point/support/kit.js';

/**
 * OCPP 1.6 §4.9 with the statuses that EVerest gives its events: a row is an event, a column the status it meets.
 * `-`: nothing happens. AV Available, PR Preparing, CH Charging, EV SuspendedEV, SE SuspendedEVSE, FI Finishing,
 * RE Reserved, UN Unavailable.
 */
const table = `
                   AV PR CH EV SE FI RE UN
  usage            PR -  -  -  -  PR PR PR
  charge           CH CH -  CH CH -  -  CH
  pauseEv          EV EV EV -  EV -  -  EV
  pauseEvse        SE SE SE SE SE -  -  SE
  stopped          -  FI FI FI FI -  -  -
  available        -  AV AV AV AV AV AV AV
  reserve          RE -  -  -  -  -  -  -
  reservationEnd   -  -  -  -  -  -  AV -
  unavailable      UN -  UN UN UN UN UN -`;

const names: Record<string, string> = {
  AV: 'Available',
  PR: 'Preparing',
  CH: 'Charging',
  EV: 'SuspendedEV',
  SE: 'SuspendedEVSE',
  FI: 'Finishing',
  RE: 'Reserved',
  UN: 'Unavailable',
};

const [head = [], ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));
const connectorRules = new Map(
  rows.flatMap(([event, ...targets]) =>
    targets.flatMap((target, column): [string, string][] =>
      target === '-' ? [] : [[`${event} ${names[head[column]!]}`, names[target]!]],
    ),
  ),
);
/** Connector 0 is the station and knows two statuses. */
const stationRules = new Map([
  ['available Unavailable', 'Available'],
  ['unavailable Available', 'Unavailable'],
]);

/** What the central system has to be told, worked out from the table alone. */
class Model {
  readonly told: string[] = [];
  readonly #states = ['Available', 'Available', 'Available'];
  readonly #faults = [new Set<string>(), new Set<string>(), new Set<string>()];
  readonly #sessions: (string | undefined)[] = [];
  isOnline = true;

  constructor(readonly reportsReasons: boolean) {}

  state(id: number): string {
    return this.#states[id]!;
  }

  status(id: number): string {
    return this.#faults[id]!.size > 0 ? 'Faulted' : this.state(id);
  }

  raise(id: number, event: string): void {
    const before = this.state(id);
    const after = (id === 0 ? stationRules : connectorRules).get(`${event} ${before}`);
    if (after === undefined || (after === before && !this.reportsReasons)) return;
    this.#states[id] = after;
    if (this.#faults[id]!.size === 0) this.tell(id);
  }

  fault(id: number, uuid: string): void {
    if (this.#faults[id]!.has(uuid)) return;
    this.#faults[id]!.add(uuid);
    this.tell(id);
  }

  cleared(id: number, uuid: string): void {
    if (this.#faults[id]!.delete(uuid) && this.#faults[id]!.size === 0) this.tell(id);
  }

  begin(id: number, session: string): boolean {
    if (this.#sessions[id] !== undefined) return false;
    this.#sessions[id] = session;
    return true;
  }

  finish(id: number): string | undefined {
    const session = this.#sessions[id];
    this.#sessions[id] = undefined;
    return session;
  }

  connected(): void {
    this.isOnline = true;
    for (const id of this.#states.keys()) this.tell(id);
  }

  tell(id: number): void {
    if (this.isOnline) this.told.push(`${id} ${this.status(id)}`);
  }
}

type Move = (kit: Kit, model: Model, id: number, count: number) => void;

const moves: Record<string, Move> = {
  plug: (kit, model, id) => {
    kit.station.onSessionStarted({ connectorId: id, sessionId: `s${id}`, reason: 'EVConnected' });
    if (model.state(id) !== 'Reserved') model.raise(id, 'usage');
  },
  card: (kit, model, id) => {
    kit.station.onSessionStarted({ connectorId: id, sessionId: `s${id}`, reason: 'Authorized' });
    model.raise(id, 'usage');
  },
  begin: (kit, model, id, count) => {
    kit.startTransaction(id, { sessionId: `tx-${count}` });
    if (id !== 0 && model.begin(id, `tx-${count}`) && model.state(id) === 'Reserved') model.raise(id, 'usage');
  },
  end: (kit, model, id) => {
    const sessionId = model.finish(id);
    kit.stopTransaction(id, { sessionId: sessionId ?? 'none' });
    if (sessionId !== undefined) model.raise(id, 'stopped');
  },
  endUnplugged: (kit, model, id) => {
    kit.stopTransaction(id, { sessionId: model.finish(id) ?? 'none', reason: 'EVDisconnected' });
  },
  charge: (kit, model, id) => {
    kit.station.onResumeCharging(id);
    model.raise(id, 'charge');
  },
  pauseEv: (kit, model, id) => {
    kit.station.onSuspendChargingEv(id);
    model.raise(id, 'pauseEv');
  },
  pauseEvse: (kit, model, id, count) => {
    kit.station.onSuspendChargingEvse(id, `reason ${count}`);
    model.raise(id, 'pauseEvse');
  },
  timeout: (kit, model, id) => {
    kit.station.onPluginTimeout(id);
    model.raise(id, 'stopped');
  },
  unplug: (kit, model, id) => {
    kit.station.onSessionStopped(id, `s${id}`);
    if (!['Reserved', 'Unavailable'].includes(model.state(id))) model.raise(id, 'available');
  },
  reserve: (kit, model, id) => {
    kit.station.onReservationStart(id);
    model.raise(id, 'reserve');
  },
  unreserve: (kit, model, id) => {
    kit.station.onReservationEnd(id);
    model.raise(id, 'reservationEnd');
  },
  enable: (kit, model, id) => {
    kit.station.onEnabled(id);
    model.raise(id, 'available');
  },
  disable: (kit, model, id) => {
    kit.station.onDisabled(id);
    model.raise(id, 'unavailable');
  },
  fault: (kit, model, id, count) => {
    kit.station.onError(id, kit.error(`fault-${count % 2}`));
    model.fault(id, `fault-${count % 2}`);
  },
  repair: (kit, model, id, count) => {
    kit.station.onErrorCleared(id, `fault-${count % 2}`);
    model.cleared(id, `fault-${count % 2}`);
  },
  lose: (kit, model) => {
    kit.csms.lose();
    model.isOnline = false;
  },
  open: (kit, model) => {
    if (model.isOnline) return;
    kit.csms.open();
    model.connected();
  },
};

const step = fc.tuple(fc.constantFrom(...Object.keys(moves)), fc.constantFrom(0, 1, 1, 1, 2));

test('a random sequence of events leads to the transitions of the table and to no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), fc.boolean(), async (steps, reportsReasons) => {
      const keys = { Internal: { ReportSuspendedEVSEReasonChange: reportsReasons } };
      const kit = await Kit.booted({ keys });
      const model = new Model(reportsReasons);
      for (const [count, [name, id]] of steps.entries()) {
        moves[name]!(kit, model, id, count);
        await kit.clock.settle();
      }
      const sent = (await kit.payloads('StatusNotification')).map(
        ({ connectorId, status }) => `${String(connectorId)} ${String(status)}`,
      );
      await kit.station.stop();

      expect(sent).toEqual(model.told);
    }),
    { numRuns: 150, seed: 20261122 },
  );
}, 60_000);

test('the table leads through every status, so that the sequences above mean something', () => {
  expect(new Set(connectorRules.values())).toEqual(new Set(Object.values(names)));
  expect(connectorRules.size).toBe(39);
});
