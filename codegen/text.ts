export function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

const DOC_WIDTH = 110;

/** A doc comment with a line end, or nothing where there is nothing to say. */
export function docComment(...parts: readonly unknown[]): string {
  const lines = parts
    .filter((part): part is string => typeof part === 'string' && part.trim() !== '')
    .flatMap((part) => part.trim().split(/\r?\n/))
    .flatMap(wrap)
    .map((line) => line.replaceAll('*/', '*\\/'));
  if (lines.length === 0) return '';
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}

/** `{ … }` over several lines; members end with a semicolon. */
export function block(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{\n${indent(members.join('\n'))}\n}`;
}

/** Joins the parts of a file with blank lines and names its origin on the first line. */
export function sourceFile(origin: string, imports: readonly string[], body: readonly string[]): string {
  const parts = [`// Generated from ${origin}; do not edit`, imports.join('\n'), ...body];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trimEnd().split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > DOC_WIDTH && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
