import { parseArgs } from 'node:util';
import { EverestError } from '../lib/errors/everest-error.js';
import { generate } from './generate.js';
import { problemText } from './problem-text.js';

const USAGE = 'usage: generate-cli [--root DIR] [--module-dir DIR]... [--out DIR]';

/** The generator as the scripts start it, before the rest of the package can be compiled. */
function main(args: string[]): number {
  const { values } = parseArgs({
    args,
    options: {
      root: { type: 'string' },
      'module-dir': { type: 'string', multiple: true },
      out: { type: 'string' },
    },
  });
  const { problems } = generate({
    ...(values.root === undefined ? {} : { root: values.root }),
    ...(values.out === undefined ? {} : { out: values.out }),
    moduleDirs: values['module-dir'] ?? [],
  });
  for (const problem of problems) console.error(problemText(problem));
  return problems.some((problem) => problem.severity === 'error') ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof EverestError) && !(error instanceof TypeError && 'code' in error)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
}
