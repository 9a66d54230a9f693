/** A value and where it comes from. Values have single precision, which keeps results equal to those of other builds. */
export interface Limit {
  readonly value: number;
  readonly source: string;
}

/** `value` in the unit of the place it is kept in. */
export function limit(value: number, source: string): Limit {
  return { value: Math.fround(value), source };
}

/** The smaller one, or the only one. `first` wins a tie. */
export function smallerOf(first: Limit | undefined, second: Limit | undefined): Limit | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return second.value < first.value ? second : first;
}

/** The greater one, or the only one. `first` wins a tie. */
export function greaterOf(first: Limit | undefined, second: Limit | undefined): Limit | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return second.value > first.value ? second : first;
}

/** Combines the limits of two nodes on one path, `above` and `below`. Where they agree, both are the source. */
export function tightest(
  pick: (first: Limit | undefined, second: Limit | undefined) => Limit | undefined,
  above: Limit | undefined,
  below: Limit | undefined,
): Limit | undefined {
  if (above !== undefined && below !== undefined && above.value === below.value) {
    return { value: above.value, source: `${above.source},${below.source}` };
  }
  return pick(above, below);
}

/** What one node allows, or a path of nodes offers, in one direction and slot. What is undefined is not limited. */
export interface NodeLimits {
  /** Over all phases, W. */
  readonly powerW?: Limit | undefined;
  /** Per phase, A. */
  readonly maxA?: Limit | undefined;
  readonly minA?: Limit | undefined;
  readonly maxPhases?: Limit | undefined;
  readonly minPhases?: Limit | undefined;
  readonly activePhases?: number | undefined;
}

/** The same for both directions. */
export interface BothWays {
  readonly import: NodeLimits;
  readonly export: NodeLimits;
}
