import { callBare, isAvailable, startBarePeer, startBenchSystem, TRANSPORTS } from '../parts/bench-system.mjs';
import { percentile } from '../parts/percentile.mjs';
import { missing, row } from '../parts/table.mjs';

const SOCKET_BUDGET = { p50: 0.6, p99: 2 };
const MEMORY_BUDGET = { p50: 0.2, p99: 1 };
const RATIO_BUDGET = 1.3;

/** A command call between two modules beside the same exchange of two bare MQTT clients, in turns. */
export async function measureRoundtrip({ workplace, quick, log }) {
  const runs = quick ? { rounds: 3, calls: 200, warmUp: 300 } : { rounds: 9, calls: 500, warmUp: 1500 };
  const rows = [];
  for (const transport of TRANSPORTS) {
    if (!isAvailable(transport)) {
      rows.push(missing(transport.name, 'not installed'));
      continue;
    }
    log(transport.name);
    try {
      rows.push(...rowsOf(transport, await exchange(workplace, transport, runs)));
    } catch (error) {
      rows.push(missing(transport.name, error.message));
    }
  }
  return {
    title: 'Command round trip, QoS 2',
    rows,
    notes: [
      `${runs.rounds} rounds of ${runs.calls} calls, one after the other, each beside as many of the bare client.`,
    ],
  };
}

function rowsOf({ name, isolation, broker }, { ours, bare }) {
  const budget = broker === 'external' ? {} : isolation === 'none' ? MEMORY_BUDGET : SOCKET_BUDGET;
  const of = (rounds, share) => rounds.map((times) => percentile(times, share));
  const ratio = (share) => of(ours, share).map((time, round) => time / percentile(bare[round], share));
  const limit = (value) => (value === undefined ? {} : { budget: value });
  return [
    row(`${name}: p50`, of(ours, 0.5), { unit: 'ms', digits: 3, ...limit(budget.p50) }),
    row(`${name}: p99`, of(ours, 0.99), { unit: 'ms', digits: 3, ...limit(budget.p99) }),
    row(`${name}: bare client, p50`, of(bare, 0.5), { unit: 'ms', digits: 3 }),
    row(`${name}: bare client, p99`, of(bare, 0.99), { unit: 'ms', digits: 3 }),
    row(`${name}: modules / bare client, p50`, ratio(0.5), { unit: '×', budget: RATIO_BUDGET }),
    row(`${name}: modules / bare client, p99`, ratio(0.99), { unit: '×' }),
  ];
}

async function exchange(workplace, transport, { rounds, calls, warmUp }) {
  const isInMemory = transport.isolation === 'none';
  const options = isInMemory ? { program: 'manager-with-bare-client.mjs' } : {};
  const system = await startBenchSystem(workplace, transport, 'roundtrip', options);
  const peers = [];
  try {
    const callers = isInMemory ? [system.manager.child] : await openPeers(workplace, transport, system.port, peers);
    const modules = (count) => system.ask('bench/call', count, 'bench/called');
    const bare = (count) => callBare(callers[0], count);
    await modules(warmUp);
    await bare(warmUp);
    const times = { ours: [], bare: [] };
    for (let round = 0; round < rounds; round += 1) {
      const turns = [async () => times.ours.push(await modules(calls)), async () => times.bare.push(await bare(calls))];
      if (round % 2 === 1) turns.reverse();
      for (const turn of turns) await turn();
    }
    return times;
  } finally {
    for (const peer of peers) peer.disconnect();
    await system.stop();
  }
}

/** Bare clients in the same arrangement of processes as the modules; the caller comes first. */
async function openPeers(workplace, { isolation }, port, peers) {
  const roles = isolation === 'module' ? ['caller', 'callee'] : ['both'];
  for (const role of roles) peers.push(await startBarePeer(workplace, port, role));
  return peers;
}
