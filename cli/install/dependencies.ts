import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EverestError } from '../../lib/errors/everest-error.js';
import { filesOf, type InstalledFile } from './source-files.js';

interface PackageContent {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

class DependencyMissing extends EverestError {
  constructor(name: string, wantedBy: string) {
    super('CFG_INSTALL', `package ${name}, which ${wantedBy} needs, is not installed; run npm install first`);
  }
}

/** The packages that a package needs at run time, with theirs, as files below `nodeModules`. */
export function dependencyFiles(packageFolder: string, nodeModules: string): InstalledFile[] {
  const places = new Map<string, string>();
  place(packageFolder, join(nodeModules, '-'), nodeModules, places);
  return [...places].flatMap(([to, from]) => filesOf(from, to, isNeeded));
}

/** Flat where there is room; another version of a package goes below the one that needs it. */
function place(from: string, at: string, top: string, places: Map<string, string>): void {
  const { dependencies = {}, optionalDependencies = {} } = readPackage(from);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const source = findPackage(name, from);
    if (source === undefined) {
      if (name in optionalDependencies) continue;
      throw new DependencyMissing(name, from);
    }
    const usual = places.get(join(top, name));
    if (usual === source) continue;
    const to = usual === undefined ? join(top, name) : join(at, 'node_modules', name);
    if (places.get(to) === source) continue;
    places.set(to, source);
    place(source, to, top, places);
  }
}

/** Where Node would find it. */
function findPackage(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

function readPackage(folder: string): PackageContent {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageContent;
}

/** What runs, and the licence; nested packages have places of their own. */
function isNeeded(path: string): boolean {
  if (path.split('/').includes('node_modules')) return false;
  if (/^(test|tests|docs|examples|benchmarks|\.github)\//.test(path)) return false;
  return !/\.(d\.[cm]?ts|[cm]?ts|map|md|yml)$/.test(path);
}
