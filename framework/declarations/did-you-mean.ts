/** ` (did you mean "x"?)` for the closest of `known`, or nothing where none is close. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const best = closest(name, known);
  return best === undefined ? '' : ` (did you mean "${best}"?)`;
}

/** The known name with the fewest edits to `name`; at most a quarter of it, or two letters, may differ. */
export function closest(name: string, known: Iterable<string>): string | undefined {
  let limit = Math.max(2, Math.floor(name.length / 4));
  let best: string | undefined;
  for (const candidate of known) {
    if (candidate === name) continue;
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits > limit || edits >= candidate.length) continue;
    best = candidate;
    limit = edits - 1;
  }
  return best;
}

function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replace = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replace, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
