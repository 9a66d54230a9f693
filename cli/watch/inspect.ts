import { open, url } from 'node:inspector';
import { InvalidArgumentError } from 'commander';
import { isPort } from '../../manager/config/port.js';

export interface InspectorAddress {
  readonly host: string;
  readonly port: number;
}

const DEFAULT = { host: '127.0.0.1', port: 9229 };

/** `[host:]port`, as Node takes it for `--inspect`. */
export function readInspector(text: string): InspectorAddress {
  const [, host, port = ''] = /^(?:(.+):)?(\d+)$/.exec(text) ?? [];
  if (port === '' || !isPort(Number(port))) throw new InvalidArgumentError('expected a port, or host:port.');
  return { host: host?.replace(/^\[|\]$/g, '') ?? DEFAULT.host, port: Number(port) };
}

/** The option without an address comes as `true`. */
export function inspectorAddress(given: InspectorAddress | true | undefined): InspectorAddress | undefined {
  return given === true ? DEFAULT : given;
}

/** Modules in this process are debugged through it; Node itself prints the address. */
export function inspectThisProcess({ host, port }: InspectorAddress): void {
  if (url() === undefined) open(port, host);
}
