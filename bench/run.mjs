// Measures the program in dist/ against its budgets: node bench/run.mjs [--only <names>] [--quick] [--markdown]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { measureOcpp } from './measurements/ocpp.mjs';
import { measurePublications } from './measurements/publications.mjs';
import { measureResting } from './measurements/resting.mjs';
import { measureRoundtrip } from './measurements/roundtrip.mjs';
import { measureStart } from './measurements/start.mjs';
import { measureStations } from './measurements/stations.mjs';
import { readArguments } from './parts/arguments.mjs';
import { writeStations } from './parts/station-configurations.mjs';
import { markdownTable, textTable } from './parts/table.mjs';
import { ROOT, Workplace } from './parts/workplace.mjs';

const STEPS = [
  { names: ['start'], measure: measureStart },
  { names: ['memory', 'idle'], measure: measureResting },
  { names: ['roundtrip'], measure: measureRoundtrip },
  { names: ['publications'], measure: measurePublications },
  { names: ['ocpp'], measure: measureOcpp },
  { names: ['stations'], measure: measureStations },
];

async function run({ only, quick, markdown }) {
  const workplace = new Workplace();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (workplace.close(), process.exit(1)));
  const print = markdown ? markdownTable : textTable;
  const machine = describeMachine();
  console.log(markdown ? `${machine}\n` : machine);
  const tables = [];
  try {
    const stations = writeStations(workplace);
    for (const { names, measure } of STEPS.filter((step) => step.names.some((name) => only.includes(name)))) {
      const log = (what) => process.stderr.write(`${names.join(' and ')}: ${what}\n`);
      for (const table of [await measure({ workplace, stations, only, quick, log })].flat()) {
        tables.push(table);
        console.log(print(table));
      }
    }
  } finally {
    workplace.close();
  }
  console.log(`written to ${writeResults({ machine, quick, tables })}`);
  return tables.flatMap(({ rows }) => rows);
}

function describeMachine() {
  const [{ model }] = cpus();
  return `Node ${process.versions.node}, ${process.platform} ${release()}, ${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}

function writeResults(results) {
  const folder = join(ROOT, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const time = new Date().toISOString();
  const file = join(folder, `${time.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ time, ...results }, undefined, 2)}\n`);
  return file;
}

const wanted = readArguments(process.argv.slice(2));
if (wanted.usage !== undefined) console.log(wanted.usage);
else if (wanted.problem !== undefined) {
  console.error(wanted.problem);
  process.exitCode = 2;
} else {
  const rows = await run(wanted);
  const over = rows.filter(({ within }) => within === false).length;
  const failed = rows.filter(({ reason }) => reason !== undefined && reason !== 'not installed').length;
  console.log(`${over} over budget, ${failed} not measured`);
  process.exitCode = failed > 0 ? 1 : 0;
}
