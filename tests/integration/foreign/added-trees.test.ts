import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Program, temporaryFolder } from '../../support/manager-process.js';

let folder: ReturnType<typeof temporaryFolder>;
let tree: string;
let config: string;

const metadata =
  'metadata: { license: https://opensource.org/licenses/Apache-2.0, authors: [everest-ts contributors] }';
const files: Readonly<Record<string, string>> = {
  'interfaces/tree_meter.yaml': 'description: A meter\nvars:\n  reading: { description: Wh, type: number }\n',
  'modules/EVSE/TreeMeter/manifest.yaml': `description: Measures\nprovides: { main: { description: Main, interface: tree_meter } }\n${metadata}\n`,
  'modules/Display/TreeDisplay/manifest.yaml': `description: Shows\nrequires: { meter: { interface: tree_meter } }\n${metadata}\n`,
};

beforeEach(() => {
  folder = temporaryFolder();
  tree = join(folder.path, 'tree');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), text);
  }
  config = join(folder.path, 'station.yaml');
  const connections = { meter: [{ module_id: 'meter', implementation_id: 'main' }] };
  writeFileSync(
    config,
    JSON.stringify({
      active_modules: { meter: { module: 'TreeMeter' }, display: { module: 'TreeDisplay', connections } },
    }),
  );
});

afterEach(() => folder.remove());

async function run(bin: 'manager' | 'everest', ...args: string[]): Promise<{ code: number | null; output: string }> {
  const program = new Program(bin, args);
  const { code } = await program.exited;
  return { code, output: program.stdout + program.stderr };
}

describe('§37 row 4 · a source tree with categories is checked where it lies', () => {
  test('manager --check --add-dir', async () => {
    const { code, output } = await run('manager', '--check', '--config', config, '--add-dir', tree);

    expect([code, output]).toEqual([0, expect.stringContaining('configuration is valid')]);
  });

  test('everest check --add-dir', async () => {
    const { code, output } = await run('everest', 'check', config, '--add-dir', tree);

    expect([code, output]).toEqual([0, expect.stringContaining('2 modules, no errors')]);
  });

  test('without it, the modules are missing', async () => {
    const { code, output } = await run('everest', 'check', config);

    expect([code, output]).toEqual([1, expect.stringContaining('there is no module "TreeMeter"')]);
  });

  test('§37 row 5 · --dumpmanifests writes the manifests of added trees too', async () => {
    const { code } = await run('manager', '--dumpmanifests', folder.path, '--add-dir', tree);

    expect(code).toBe(0);
    expect(existsSync(join(folder.path, 'TreeDisplay.yaml'))).toBe(true);
  });

  test('--dumpmanifests says which manifests have errors and are left out', async () => {
    writeFileSync(join(tree, 'modules/EVSE/TreeMeter/manifest.yaml'), 'description: Measures\n');

    const { code, output } = await run('manager', '--dumpmanifests', folder.path, '--add-dir', tree);

    expect([code, output]).toEqual([0, expect.stringMatching(/TreeMeter\/manifest\.yaml:1:1 "metadata" is missing/)]);
  });

  test('--dumpmanifests follows modules_dir of the configuration', async () => {
    writeFileSync(config, JSON.stringify({ settings: { modules_dir: join(tree, 'modules') } }));

    const { code } = await run('manager', '--dumpmanifests', folder.path, '--config', config);

    expect([code, existsSync(join(folder.path, 'TreeDisplay.yaml'))]).toEqual([0, true]);
  });
});

test('everest generate --add-dir makes the types of what is added', async () => {
  const mine = join(folder.path, 'Mine');
  mkdirSync(mine);
  writeFileSync(
    join(mine, 'manifest.yaml'),
    `description: Mine\nrequires: { meter: { interface: tree_meter } }\n${metadata}\n`,
  );

  const { code, output } = await run('everest', 'generate', '--module-dir', mine, '--add-dir', tree);

  expect([code, output]).toEqual([0, '']);
  expect(readFileSync(join(mine, 'generated/interfaces/tree_meter.ts'), 'utf8')).toContain('reading');
});
