import { createReadStream } from 'node:fs';
import { EverestError } from 'everest-ts';

const BEGIN = '===== BEGIN METADATA =====';
const END = '===== END METADATA =====';
/** No line of metadata is longer; the rest of an image may have no line ends at all. */
const MAX_LINE_LENGTH = 4096;
const DISABLE_CONNECTORS = 'disable_connectors_during_install';

/** What an image says of its installation. */
export interface FirmwareMetadata {
  readonly disable_connectors_during_install?: boolean;
}

/** The metadata of an image is not made of `key=value` lines. */
export class MetadataInvalid extends EverestError {
  constructor(line: string) {
    super('MODULE_METADATA_INVALID', 'the firmware has a metadata line that is no key=value', { details: { line } });
  }
}

/** The lines of an image between its two marks. */
export async function* readMetadataLines(file: string): AsyncIterable<string> {
  let isInside = false;
  for await (const line of shortLines(file)) {
    if (line === BEGIN) isInside = true;
    else if (isInside && line === END) return;
    else if (isInside) yield line;
  }
}

/** Throws `MetadataInvalid`. */
export async function metadataOf(lines: AsyncIterable<string>): Promise<FirmwareMetadata> {
  const disabling = (await pairsOf(lines)).get(DISABLE_CONNECTORS);
  return disabling === undefined ? {} : { disable_connectors_during_install: disabling === 'true' };
}

/** An unsigned firmware says it in the fragment of its URL: `#key=value&key=value`. */
export function splitLocation(location: string): { url: string; metadata: FirmwareMetadata | undefined } {
  const [url = '', ...fragments] = location.split('#');
  const pairs = fragments
    .join('#')
    .split('&')
    .map((pair) => pair.split('='));
  const disabling = pairs.find(([key]) => key === DISABLE_CONNECTORS);
  const metadata = disabling && { disable_connectors_during_install: disabling[1] === 'true' };
  return { url, metadata };
}

async function pairsOf(lines: AsyncIterable<string>): Promise<Map<string, string>> {
  const pairs = new Map<string, string>();
  for await (const line of lines) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const equals = line.indexOf('=');
    if (equals < 1) throw new MetadataInvalid(line.slice(0, 100));
    pairs.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return pairs;
}

/** An image is binary: what is too long to be a line is passed over without being kept. */
async function* shortLines(file: string): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'latin1')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_LENGTH + 1);
    for (const line of lines) if (line.length <= MAX_LINE_LENGTH) yield line.replace(/\r$/, '');
  }
  yield rest;
}
