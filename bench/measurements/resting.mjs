import { startManager } from '../parts/manager-process.mjs';
import { cpuTime, proportionalSetSize, processTree, setSizeAlone } from '../parts/process-tree.mjs';
import { missing, row } from '../parts/table.mjs';
import { sleep } from '../parts/workplace.mjs';

const MEBIBYTE = 1024 * 1024;
const MEMORY_BUDGET = { shared: 150, none: 110 };
const CPU_BUDGET = 2;

/** Memory and CPU time of a system in which nothing happens. Both come from the same run of each isolation. */
export async function measureResting({ workplace, quick, stations, only, log }) {
  const timing = quick ? { settleMs: 3000, slices: 2, sliceMs: 2000 } : { settleMs: 120_000, slices: 4, sliceMs: 5000 };
  const memory = [];
  const cpu = [];
  const systems = [
    { ...stations.three, isolation: 'shared' },
    { ...stations.three, isolation: 'none' },
    { ...stations.two, isolation: 'shared' },
  ];
  for (const { file, modules, isolation } of systems) {
    const what = `${modules} modules, embedded broker, ${isolation}`;
    log(what);
    try {
      const figures = await observe(workplace, { config: file, isolation, broker: 'embedded' }, timing, only);
      const count = `${what} (${figures.processes} process${figures.processes > 1 ? 'es' : ''})`;
      memory.push(row(count, figures.pss, { unit: 'MB', digits: 1, budget: MEMORY_BUDGET[isolation] }));
      memory.push(row(`${what}, as if nothing else ran`, figures.alone, { unit: 'MB', digits: 1 }));
      cpu.push(row(what, figures.cpu, { unit: '% of a core', digits: 2, budget: CPU_BUDGET }));
    } catch (error) {
      memory.push(missing(what, error.message));
      cpu.push(missing(what, error.message));
    }
  }
  return [
    ...(only.includes('memory') ? [{ title: 'Memory', rows: memory, notes: memoryNotes(timing) }] : []),
    ...(only.includes('idle')
      ? [
          {
            title: 'Idle CPU',
            rows: cpu,
            notes: [
              `In slices of ${timing.sliceMs / 1000} s, ${timing.settleMs / 1000} s after ready, when the compiler has done its work; no central system at the other end.`,
            ],
          },
        ]
      : []),
  ];
}

function memoryNotes({ settleMs }) {
  return [
    `PSS of all processes with the broker, ${settleMs / 1000} s after ready and later (1 MB = 1024 × 1024 bytes).`,
    'PSS divides pages that other programs share (the text of Node); the second line counts them in full, as if nothing else ran.',
  ];
}

async function observe(workplace, start, { settleMs, slices, sliceMs }, only) {
  const manager = await startManager(workplace, start);
  const figures = { alone: [], pss: [], cpu: [], processes: 0 };
  try {
    await sleep(settleMs);
    const pids = processTree(manager.child.pid);
    figures.processes = pids.length;
    for (let slice = 0; slice < (only.includes('idle') ? slices : 1); slice += 1) {
      figures.alone.push(setSizeAlone(pids) / MEBIBYTE);
      figures.pss.push(proportionalSetSize(pids) / MEBIBYTE);
      const [begin, used] = [performance.now(), cpuTime(pids)];
      if (only.includes('idle')) await sleep(sliceMs);
      figures.cpu.push((100 * (cpuTime(pids) - used)) / (performance.now() - begin));
    }
  } finally {
    await manager.stop();
  }
  return figures;
}
