/**
 * One line of a result: what was measured in several runs, and the budget of the median. `direction` says on which side
 * of the budget the median has to lie; `unit` and `digits` are for people only.
 */
export function row(what, values, { unit, digits = 2, budget, direction = 'at most' }) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  const within = budget === undefined ? undefined : direction === 'at most' ? median <= budget : median >= budget;
  return {
    what,
    unit,
    digits,
    min: sorted[0],
    median,
    max: sorted.at(-1),
    runs: sorted.length,
    budget,
    direction,
    within,
  };
}

/** A line that says why there is no figure. */
export function missing(what, reason) {
  return { what, reason };
}

const HEAD = ['', 'min', 'median', 'max', 'unit', 'runs', 'budget', ''];

function cells(line) {
  if (line.reason !== undefined) return [line.what, '-', '-', '-', '', '', '', line.reason];
  const number = (value) =>
    value.toLocaleString('en-US', { minimumFractionDigits: line.digits, maximumFractionDigits: line.digits });
  const sign = line.direction === 'at most' ? '≤' : '≥';
  const budget = line.budget === undefined ? '' : `${sign} ${line.budget.toLocaleString('en-US')}`;
  const verdict = line.within === undefined ? '' : line.within ? 'ok' : line.direction === 'at most' ? 'OVER' : 'UNDER';
  return [
    line.what,
    number(line.min),
    number(line.median),
    number(line.max),
    line.unit,
    String(line.runs),
    budget,
    verdict,
  ];
}

export function textTable({ title, rows, notes = [] }) {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 || column > 5 || column === 4 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join('  ')
      .trimEnd(),
  );
  return [title, ...text, ...notes.map((note) => `  ${note}`), ''].join('\n');
}

export function markdownTable({ title, rows, notes = [] }) {
  const bar = (line) => `| ${line.join(' | ')} |`;
  const rule = '| --- | ---: | ---: | ---: | --- | ---: | --- | --- |';
  return [
    `### ${title}`,
    '',
    bar(HEAD),
    rule,
    ...rows.map((line) => bar(cells(line))),
    '',
    ...notes.flatMap((note) => [note, '']),
  ].join('\n');
}
