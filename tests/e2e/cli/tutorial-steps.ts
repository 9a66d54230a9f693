/** One step of a tutorial: a fenced block, and what the comment before it says is to be done with it. */
export interface Step {
  readonly action: string;
  /** What stands behind the action, e.g. a file name. */
  readonly detail: string;
  readonly text: string;
  /** Of the block, from 1. */
  readonly line: number;
}

const FENCE = /^```(\w*)$/;
const DIRECTIVE = /^<!-- ([\w-]+)(?:: (.*))? -->$/;

/** Every fenced block of a document; one that no comment explains has the action `none`. */
export function tutorialSteps(document: string): Step[] {
  const steps: Step[] = [];
  let directive: RegExpExecArray | null = null;
  let open: { line: number; lines: string[] } | undefined;
  for (const [index, line] of document.split('\n').entries()) {
    if (open === undefined && FENCE.test(line)) {
      open = { line: index + 1, lines: [] };
    } else if (open !== undefined && line === '```') {
      const [, action = 'none', detail = ''] = directive ?? [];
      steps.push({ action, detail, text: `${open.lines.join('\n')}\n`, line: open.line });
      open = undefined;
      directive = null;
    } else if (open !== undefined) open.lines.push(line);
    else directive = DIRECTIVE.exec(line) ?? (line.trim() === '' ? directive : null);
  }
  return steps;
}
