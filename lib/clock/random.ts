/** A source of uniform numbers in [0, 1); injected so that a seed repeats a run. */
export type Random = () => number;

/** A uniform integer in `min..max`, both included. */
export function randomInteger(random: Random, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}
