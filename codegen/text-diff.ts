const CONTEXT = 3;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** A unified diff of two texts, empty where they are equal; `undefined` stands for a file that does not exist. */
export function textDiff(name: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const lines = align(linesOf(before), linesOf(after));
  const head = [`--- ${before === undefined ? '/dev/null' : name}`, `+++ ${after === undefined ? '/dev/null' : name}`];
  return `${[...head, ...hunks(lines)].join('\n')}\n`;
}

function linesOf(text = ''): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Both texts as one list. Equal beginnings and ends are set aside, so that only the changed middle is compared in full. */
function align(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (text: string): Line => ({ sign: ' ', text });
  return [
    ...before.slice(0, start).map(same),
    ...compare(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** By the longest common subsequence. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    if (old !== undefined && old === fresh) {
      lines.push({ sign: ' ', text: old });
      i++;
      j++;
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: '-', text: old });
      i++;
    } else {
      lines.push({ sign: '+', text: fresh ?? '' });
      j++;
    }
  }
  return lines;
}

function hunks(lines: readonly Line[]): string[] {
  const wanted = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  const output: string[] = [];
  let [before, after] = [1, 1];
  for (let index = 0; index < lines.length;) {
    const length = wanted.indexOf(!wanted[index], index) - index;
    const part = lines.slice(index, length < 0 ? lines.length : index + length);
    const [old, fresh] = [countOf(part, '+'), countOf(part, '-')];
    if (wanted[index]) {
      output.push(`@@ -${range(before, old)} +${range(after, fresh)} @@`);
      output.push(...part.map(({ sign, text }) => `${sign}${text}`));
    }
    before += old;
    after += fresh;
    index += part.length;
  }
  return output;
}

/** Lines of a side: all but those that only the other one has. */
function countOf(lines: readonly Line[], others: '+' | '-'): number {
  return lines.filter(({ sign }) => sign !== others).length;
}

/** A side without lines is named by the line before it. */
function range(start: number, length: number): string {
  return length === 0 ? `${start - 1},0` : `${start},${length}`;
}
