import { Document, visit } from 'yaml';
import { isInteger32 } from '../../framework/declarations/index.js';

/** framework.md §6: beyond 32 bits only a double can be read, and a whole number is one where it has a fraction. */
function needsFraction(value: unknown): boolean {
  return Number.isInteger(value) && !isInteger32(Number(value));
}

/** A configuration, or a part of one, as the text of a YAML file: texts in quotes, so that each reader takes them for texts. */
export function configurationYaml(content: unknown): string {
  const document = new Document(content, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, scalar) => {
      if (needsFraction(scalar.value)) scalar.minFractionDigits = 1;
    },
  });
  return document.toString({ defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}

/** What stands alone on a line of indented JSON, with or without a key before it. */
const NUMBER_LINE = /^( *(?:"(?:[^"\\]|\\.)*": )?)(-?\d+)(?=,?$)/gm;

/** The same as JSON, which is YAML too. */
export function configurationJson(content: unknown): string {
  const json = JSON.stringify(content, undefined, 2);
  const text = json.replace(NUMBER_LINE, (line, _, digits) => (needsFraction(Number(digits)) ? `${line}.0` : line));
  return `${text}\n`;
}
