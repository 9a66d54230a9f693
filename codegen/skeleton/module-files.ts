import { join, relative, sep } from 'node:path';
import type { Declarations } from '../../framework/declarations/types.js';
import { entryFile } from './entry-file.js';
import { manifestFile } from './manifest-file.js';
import { minimalValues } from './minimal-value.js';
import type { ModulePlace } from './module-place.js';
import { packageFiles } from './package-files.js';
import type { ModulePlan } from './plan.js';
import { readmeFile } from './readme-file.js';
import { jestStyle, nodeStyle, testFile } from './test-file.js';

const INSIDE_SCHEMA = '../../dist/schemas/manifest.schema.json';
const OUTSIDE_SCHEMA = 'node_modules/everest-ts/dist/schemas/manifest.schema.json';

/** One file of a module's skeleton. */
export interface SkeletonFile {
  /** How `--only` names it. */
  readonly key: string;
  /** Absolute path. */
  readonly file: string;
  readonly content: string;
}

/** Every file that a new module has. The order is the one in which they are named to the user. */
export function skeletonFiles(plan: ModulePlan, declarations: Declarations, place: ModulePlace): SkeletonFile[] {
  const { folder, root, isOutside } = place;
  const values = minimalValues(declarations);
  const commands = isOutside
    ? { build: 'npm install && npm run build', test: 'npm test' }
    : { build: 'npm run build', test: `npm test -- tests/unit/modules/${plan.name}` };
  const own: SkeletonFile[] = [
    {
      key: 'manifest.yaml',
      file: join(folder, 'manifest.yaml'),
      content: manifestFile(plan, isOutside ? OUTSIDE_SCHEMA : INSIDE_SCHEMA),
    },
    { key: 'index.ts', file: join(folder, 'index.ts'), content: entryFile(plan, values) },
    { key: 'README.md', file: join(folder, 'README.md'), content: readmeFile(plan, commands) },
  ];
  if (!isOutside) {
    const tests = join(root, 'tests/unit/modules', plan.name);
    const entry = relative(tests, join(folder, 'index.js')).split(sep).join('/');
    const content = testFile(plan, jestStyle(entry), values);
    return [...own, { key: 'index.test.ts', file: join(tests, 'index.test.ts'), content }];
  }
  const test = {
    key: 'index.test.ts',
    file: join(folder, 'index.test.ts'),
    content: testFile(plan, nodeStyle, values),
  };
  const ofPackage = [...packageFiles(plan.name, folder, root)].map(([key, content]) => ({
    key,
    file: join(folder, key),
    content,
  }));
  return [...own, test, ...ofPackage];
}
