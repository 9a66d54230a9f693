import { didYouMean } from '../../framework/declarations/did-you-mean.js';
import type { Declarations, InterfaceDefinition } from '../../framework/declarations/types.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import { cardinality } from '../module-file.js';

const ID = /^[a-zA-Z_][a-zA-Z0-9_.-]*$/;
const MODULE_NAME = /^[A-Z][A-Za-z0-9_]*$/;
const DEFAULT_PROVIDES = 'main:empty';

export interface ProvidedPlan {
  readonly id: string;
  readonly interface: string;
  readonly definition: InterfaceDefinition;
}

export interface RequiredPlan extends ProvidedPlan {
  readonly min: number;
  readonly max: number;
  readonly cardinality: 'one' | 'optional' | 'many';
}

/** What the skeleton of a module is made of. */
export interface ModulePlan {
  readonly name: string;
  readonly provides: readonly ProvidedPlan[];
  readonly requires: readonly RequiredPlan[];
}

export interface ModuleWishes {
  readonly name: string;
  /** `impl:interface`; default `main:empty`. */
  readonly provides?: readonly string[];
  /** `id:interface`, `id:interface:n` or `id:interface:min..max`; default is exactly one connection. */
  readonly requires?: readonly string[];
}

/** The wishes cannot be fulfilled; `message` lists all reasons, one a line. */
export class WishesUnusable extends EverestError {
  constructor(reasons: readonly string[]) {
    super('CFG_MODULE_WISHES', reasons.join('\n'));
  }
}

/** Reads the options of `everest create module`. Throws `WishesUnusable` with everything that is wrong with them. */
export function planModule(wishes: ModuleWishes, declarations: Declarations): ModulePlan {
  const reader = new WishReader(declarations);
  if (!MODULE_NAME.test(wishes.name)) {
    reader.problems.push(`"${wishes.name}" is no name for a module: a capital first, then letters, digits and _`);
  }
  const provided = wishes.provides ?? [];
  const provides = (provided.length === 0 ? [DEFAULT_PROVIDES] : provided).map((wish) => reader.provided(wish));
  const requires = (wishes.requires ?? []).map((wish) => reader.required(wish));
  reader.noRepetition('--provides', provides);
  reader.noRepetition('--requires', requires);
  if (reader.problems.length > 0) throw new WishesUnusable(reader.problems);
  return { name: wishes.name, provides, requires };
}

class WishReader {
  readonly problems: string[] = [];
  readonly #declarations: Declarations;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  provided(wish: string): ProvidedPlan {
    const [id = '', name = '', ...rest] = wish.split(':');
    if (rest.length > 0 || name === '') this.problems.push(`--provides ${wish}: expected <implementation>:<interface>`);
    return this.#entry(`--provides ${wish}`, id, name);
  }

  required(wish: string): RequiredPlan {
    const [id = '', name = '', range = '1..1', ...rest] = wish.split(':');
    const [, low = '', high = low] = /^(\d+)(?:\.\.(\d+))?$/.exec(range) ?? [];
    const [min, max] = [Number(low), Number(high)];
    if (rest.length > 0 || name === '' || low === '') {
      this.problems.push(
        `--requires ${wish}: expected <requirement>:<interface> or <requirement>:<interface>:<min>..<max>`,
      );
    } else if (max < 1 || min > max) {
      this.problems.push(
        `--requires ${wish}: the number of connections must be at least 1 and not less than the minimum`,
      );
    }
    const bounds = { min_connections: min, max_connections: max };
    return { ...this.#entry(`--requires ${wish}`, id, name), min, max, cardinality: cardinality(bounds) };
  }

  noRepetition(option: string, entries: readonly ProvidedPlan[]): void {
    const ids = entries.map((entry) => entry.id);
    const repeated = new Set(ids.filter((id, i) => ids.indexOf(id) !== i));
    for (const id of repeated) this.problems.push(`${option} ${id}: the name is used twice`);
  }

  #entry(place: string, id: string, name: string): ProvidedPlan {
    if (!ID.test(id)) this.problems.push(`${place}: "${id}" is no identifier`);
    const definition = name === '' ? undefined : this.#declarations.interface(name);
    if (definition === undefined && name !== '') {
      this.problems.push(`${place}: no interface "${name}"${didYouMean(name, this.#declarations.interfaceNames())}`);
    }
    return { id, interface: name, definition: definition ?? { cmds: {}, vars: {}, errors: {} } };
  }
}
