/** A limit and the stack level of its profile; defaults and sums have level 0. */
export interface Limit {
  readonly value: number;
  readonly stackLevel: number;
}

/** What holds at one instant. At least one of the limits is there. */
export interface Allowance {
  /** A per phase. */
  readonly currentA?: Limit | undefined;
  /** W over all phases. */
  readonly powerW?: Limit | undefined;
  /** Only when a profile says so. */
  readonly numberPhases?: number | undefined;
}

/** What holds from the instant in question up to `untilS`; no allowance means that nothing limits. */
export interface Stretch {
  readonly allowance?: Allowance | undefined;
  /** Seconds since 1970, later than the instant; infinite when nothing changes any more. */
  readonly untilS: number;
}

/** Limits over time: asked for an instant (whole seconds since 1970), it tells what holds there. */
export type Timeline = (atS: number) => Stretch;

/** The first of the timelines that limits anything at the instant. */
export function firstOf(timelines: readonly Timeline[]): Timeline {
  return (atS) => {
    let untilS = Infinity;
    for (const timeline of timelines) {
      const stretch = timeline(atS);
      untilS = Math.min(untilS, stretch.untilS);
      if (stretch.allowance !== undefined) return { allowance: stretch.allowance, untilS };
    }
    return { untilS };
  };
}

/** The lower limit of both, current and power apart; of equal ones that of `a`. */
export function lowest(a: Timeline, b: Timeline): Timeline {
  return (atS) => {
    const [left, right] = [a(atS), b(atS)];
    return { allowance: lower(left.allowance, right.allowance), untilS: Math.min(left.untilS, right.untilS) };
  };
}

/** All limits together. A timeline without a limit counts with the default of that unit. */
export function sum(timelines: readonly Timeline[], defaults: { readonly limitA: number; readonly limitW: number }) {
  return (atS: number): Stretch => {
    let [untilS, currentA, powerW] = [Infinity, 0, 0];
    let numberPhases: number | undefined;
    for (const timeline of timelines) {
      const { allowance, untilS: endS } = timeline(atS);
      untilS = Math.min(untilS, endS);
      currentA += allowance?.currentA?.value ?? defaults.limitA;
      powerW += allowance?.powerW?.value ?? defaults.limitW;
      numberPhases = chosen(numberPhases, allowance?.numberPhases, Math.max);
    }
    const allowance = {
      currentA: { value: currentA, stackLevel: 0 },
      powerW: { value: powerW, stackLevel: 0 },
      numberPhases,
    };
    return { allowance, untilS };
  };
}

function lower(a: Allowance | undefined, b: Allowance | undefined): Allowance | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    currentA: lowerLimit(a.currentA, b.currentA),
    powerW: lowerLimit(a.powerW, b.powerW),
    numberPhases: chosen(a.numberPhases, b.numberPhases, Math.min),
  };
}

function lowerLimit(a: Limit | undefined, b: Limit | undefined): Limit | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.value < a.value ? b : a;
}

function chosen(a: number | undefined, b: number | undefined, choose: (a: number, b: number) => number) {
  return a === undefined || b === undefined ? (a ?? b) : choose(a, b);
}
