import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listFiles } from './fingerprint.mjs';
import { readJson } from './json.mjs';
import { runNode, runNpm, runTsc } from './run.mjs';

const PRODUCT = ['cli', 'manager', 'framework', 'lib', 'modules', 'codegen', 'csms'];
const DECLARATIONS = ['interfaces', 'types', 'errors'];
const SETTINGS = ['tsconfig.base.json', 'package.json', 'package-lock.json'];
const COMMANDS = ['everest', 'manager'];
const GENERATOR = 'dist/codegen/generate-cli.js';
const GENERATOR_INFO = 'dist/.tsbuildinfo-codegen';
const BUNDLE = 'dist/bundle/manager/compile-declarations.js';
const COMPILED = 'dist/declarations.json';
const SCHEMAS = ['config', 'manifest'].map((kind) => ({ kind, file: `dist/schemas/${kind}.schema.json` }));
const BUILD_INFO = 'dist/.tsbuildinfo';

/**
 * The steps in their order, each for a checkout at `root`. A step has nothing to do while the files that it reads (`inputs`)
 * and those that it made (`outputs`) are as they were when it last went well; all files of `needs` must exist.
 */
export function setupSteps(root) {
  const files = (paths, test) => listFiles(root, paths).filter(test);
  const source = () => files(PRODUCT, (file) => file.endsWith('.ts'));
  const data = () => files(PRODUCT, (file) => !/\.(ts|md)$/.test(file));
  const generated = () => listFiles(root, ['generated']);
  const manifests = () => files(['modules'], (file) => /^modules\/[^/]+\/manifest\.yaml$/.test(file));
  return [
    {
      name: 'install',
      title: 'npm ci',
      needs: ['node_modules'],
      inputs: () => ['package-lock.json'],
      isDone: () => isInstalled(root),
      run: () => runNpm(root, ['ci', '--include=dev', '--no-audit', '--no-fund']),
      isQuiet: true,
    },
    {
      name: 'link',
      title: 'link the commands',
      needs: COMMANDS.map((command) => `node_modules/.bin/${command}`),
      inputs: () => COMMANDS.map((command) => `bin/${command}.js`),
      isDone: () => linkCommands(root),
      run: () => undefined,
    },
    {
      name: 'generator',
      title: 'compile the generator',
      needs: [GENERATOR, GENERATOR_INFO],
      inputs: () => [...generatorSources(root), ...SETTINGS, 'tsconfig.codegen.json'],
      run: () => runTsc(root, 'tsconfig.codegen.json'),
    },
    {
      name: 'generate',
      title: 'generate types',
      needs: ['generated'],
      inputs: () => [...generatorSources(root), ...listFiles(root, DECLARATIONS), ...manifests()],
      outputs: generated,
      run: () => runNode(root, [join(root, GENERATOR)]),
    },
    {
      name: 'compile',
      title: 'compile',
      needs: [BUILD_INFO],
      inputs: () => [...source(), ...generated(), ...SETTINGS, 'tsconfig.build.json'],
      run: async () => {
        const output = await runTsc(root, 'tsconfig.build.json');
        removeOrphans(root);
        return output;
      },
    },
    {
      name: 'bundle',
      title: 'bundle',
      needs: [BUNDLE],
      inputs: () => [...source(), ...data(), 'scripts/bundle.mjs', ...SETTINGS, 'tsconfig.build.json'],
      outputs: () => listFiles(root, ['dist/bundle']),
      run: () => runNode(root, [join(root, 'scripts/bundle.mjs')]),
    },
    {
      name: 'declarations',
      title: 'check the declarations',
      needs: [COMPILED, ...SCHEMAS.map(({ file }) => file)],
      inputs: () => [...source(), ...listFiles(root, DECLARATIONS), ...manifests()],
      run: async () => {
        const checked = await runNode(root, [join(root, BUNDLE)]);
        const written = SCHEMAS.map(({ kind, file }) =>
          runNode(root, [join(root, 'bin/everest.js'), 'schema', kind, '-o', join(root, file)]),
        );
        return [checked, ...(await Promise.all(written))].join('');
      },
    },
  ];
}

/** Whether somebody's own `npm ci` has already brought everything that the lock file asks for. */
function isInstalled(root) {
  const installed = readJson(join(root, 'node_modules/.package-lock.json'))?.packages;
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/** npm links the commands of a package where it is installed, but not in its own checkout; `npx everest` needs that. */
function linkCommands(root) {
  for (const command of COMMANDS) {
    const link = join(root, 'node_modules/.bin', command);
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(`../../bin/${command}.js`, link);
  }
  return true;
}

/** The compiler's own record names the sources of the generator, so that other changes do not compile it again. */
function generatorSources(root) {
  const names = readJson(join(root, GENERATOR_INFO))?.fileNames;
  const own = Array.isArray(names)
    ? names.filter((file) => file.startsWith('../') && !file.includes('node_modules/'))
    : [];
  return own.map((file) => file.slice('../'.length));
}

/** Compiled files whose source is gone would still be found at run time. */
function removeOrphans(root) {
  for (const file of listFiles(join(root, 'dist'), [...PRODUCT, 'generated'])) {
    const source = /^(.*?)(\.d\.ts|\.js|\.js\.map)$/.exec(file)?.[1];
    if (source === undefined || existsSync(join(root, `${source}.ts`)) || existsSync(join(root, file))) continue;
    rmSync(join(root, 'dist', file));
  }
}
