import { pascalCase } from './names.js';

/** Collects what a generated file imports and gives each import a name that nothing else in the file has. */
export class Imports {
  readonly #taken: Set<string>;
  readonly #files = new Map<string, Map<string, string>>();

  constructor(localNames: Iterable<string> = []) {
    this.#taken = new Set(localNames);
  }

  /** The identifier under which `name` of `specifier` is known in this file. */
  use(specifier: string, name: string): string {
    const names = this.#files.get(specifier) ?? new Map<string, string>();
    this.#files.set(specifier, names);
    const known = names.get(name);
    if (known !== undefined) return known;
    const identifier = this.#free(specifier, name);
    this.#taken.add(identifier);
    names.set(name, identifier);
    return identifier;
  }

  lines(): string[] {
    return [...this.#files.keys()].sort().map((specifier) => {
      const names = [...(this.#files.get(specifier) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      const list = names.map(([name, identifier]) => (name === identifier ? name : `${name} as ${identifier}`));
      return `import type { ${list.join(', ')} } from '${specifier}';`;
    });
  }

  #free(specifier: string, name: string): string {
    if (!this.#taken.has(name)) return name;
    const file = specifier.slice(specifier.lastIndexOf('/') + 1).replace(/\.js$/, '');
    const qualified = `${pascalCase(file)}${name}`;
    let candidate = qualified;
    for (let n = 2; this.#taken.has(candidate); n++) candidate = `${qualified}${n}`;
    return candidate;
  }
}
