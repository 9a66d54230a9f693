import { parseArgs } from 'node:util';

export const MEASUREMENTS = ['start', 'memory', 'idle', 'roundtrip', 'publications', 'ocpp', 'stations'];

const USAGE = `usage: node bench/run.mjs [--only ${MEASUREMENTS.join(',')}] [--quick] [--markdown]

  --only <names>  these measurements only, separated by commas
  --quick         fewer and shorter runs, to see whether everything works
  --markdown      print the tables as Markdown
  --help          print this text`;

/** Reads the command line; `problem` says what is wrong with it. */
export function readArguments(argv) {
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return { problem: `${error.message}\n\n${USAGE}` };
  }
  if (values.help) return { usage: USAGE };
  const only = values.only?.split(',').map((name) => name.trim()) ?? MEASUREMENTS;
  const unknown = only.filter((name) => !MEASUREMENTS.includes(name));
  if (unknown.length > 0) return { problem: `no measurement "${unknown.join('", "')}"\n\n${USAGE}` };
  return { only, quick: values.quick, markdown: values.markdown };
}
