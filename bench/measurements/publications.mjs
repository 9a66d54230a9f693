import { isAvailable, startBenchSystem, TRANSPORTS } from '../parts/bench-system.mjs';
import { missing, row } from '../parts/table.mjs';
import { sleep } from '../parts/workplace.mjs';

const BUDGET = 15_000;

/** Values of a variable from one publisher to one subscriber, as fast as they go, with a check that none is lost. */
export async function measurePublications({ workplace, quick, log }) {
  const span = quick ? { warmUpMs: 500, ms: 2000 } : { warmUpMs: 2000, ms: 6000 };
  const rows = [];
  for (const transport of TRANSPORTS) {
    if (!isAvailable(transport)) {
      rows.push(missing(transport.name, 'not installed'));
      continue;
    }
    log(transport.name);
    try {
      rows.push(await publish(workplace, transport, span));
    } catch (error) {
      rows.push(missing(transport.name, error.message));
    }
  }
  const notes = [
    `QoS 2, ${span.ms / 1000} s without a break after ${span.warmUpMs / 1000} s of warm-up; each run is one second of it. A value lost or out of order makes the line fail.`,
  ];
  return { title: 'Variable publications, sustained', rows, notes };
}

async function publish(workplace, transport, { warmUpMs, ms }) {
  const system = await startBenchSystem(workplace, transport, 'publications');
  try {
    const sent = await system.ask('bench/publish', warmUpMs + ms, 'bench/published');
    const counted = await arrived(system, sent);
    if (counted.last !== sent || counted.outOfOrder > 0) {
      return missing(transport.name, `LOST: ${sent} sent, the last is ${counted.last}, ${counted.outOfOrder} gaps`);
    }
    return row(transport.name, perSecond(counted, warmUpMs), {
      unit: '1/s',
      digits: 0,
      budget: BUDGET,
      direction: 'at least',
    });
  } finally {
    await system.stop();
  }
}

/** What the subscriber has got, once it gets no more. */
async function arrived(system, sent) {
  let counted = await system.ask('bench/count', '', 'bench/counted');
  for (let tries = 50; counted.last < sent && tries > 0; tries -= 1) {
    await sleep(100);
    counted = await system.ask('bench/count', '', 'bench/counted');
  }
  return counted;
}

/** The rate of each second after the warm-up; `times` has a time in ms for each `every` values. */
function perSecond({ every, times }, warmUpMs) {
  const counted = times.filter((time) => time >= times[0] + warmUpMs);
  const rates = [];
  let from = 0;
  counted.forEach((time, index) => {
    if (time - counted[from] < 1000) return;
    rates.push(((index - from) * every * 1000) / (time - counted[from]));
    from = index;
  });
  return rates;
}
