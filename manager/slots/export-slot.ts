import { configurationJson, configurationYaml } from '../config/configuration-text.js';
import { fileOf, type SlotContent } from './slot-content.js';

export type ExportFormat = 'yaml' | 'json';

/** A slot as a configuration file. */
export function exportSlot(content: SlotContent, format: ExportFormat): string {
  return format === 'json' ? configurationJson(fileOf(content)) : configurationYaml(fileOf(content));
}
