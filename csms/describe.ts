import type { Field, Fields } from '../lib/ocpp16/messages/index.js';

/** One line a member, members of objects indented below. */
export function describeFields(fields: Fields, indent = '  '): string {
  return Object.entries(fields)
    .map(([name, field]) => describeField(name, field, indent))
    .join('\n');
}

function describeField(name: string, field: Field, indent: string): string {
  const need = field.optional === true ? ', optional' : '';
  const { text, members } = describeType(field);
  const below = members === undefined ? '' : `\n${describeFields(members, `${indent}  `)}`;
  return `${indent}${name}: ${text}${need}${below}`;
}

function describeType(field: Field): { readonly text: string; readonly members?: Fields } {
  switch (field.type) {
    case 'text':
      return { text: field.max === undefined ? 'text' : `text of at most ${field.max} characters` };
    case 'enum':
      return { text: field.values.join(' | ') };
    case 'object':
      return { text: 'object', members: field.fields };
    case 'list': {
      const item = describeType(field.item);
      return { ...item, text: `list of ${item.text}` };
    }
    case 'integer':
    case 'number':
    case 'boolean':
    case 'date-time':
      return { text: field.type };
  }
}
