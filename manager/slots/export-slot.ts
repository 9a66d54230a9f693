import { stringify } from 'yaml';
import { fileOf, type SlotContent } from './slot-content.js';

export type ExportFormat = 'yaml' | 'json';

/** A slot as a configuration file: texts in quotes, so that each reader takes them for texts. */
export function exportSlot(content: SlotContent, format: ExportFormat): string {
  const file = fileOf(content);
  if (format === 'json') return `${JSON.stringify(file, undefined, 2)}\n`;
  return stringify(file, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}
