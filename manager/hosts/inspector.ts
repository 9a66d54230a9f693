/** Where debuggers find the processes of modules. */
export interface InspectorOptions {
  readonly host: string;
  /** Of the first process; each further one has the next. With 0 the system chooses. */
  readonly port: number;
  /** Told for each process. Without a port of our choice, Node itself prints it when the process starts. */
  readonly announce: (moduleIds: readonly string[], address: string) => void;
}

/** Node's options for the process with this number, from 0. */
export function inspectorArguments(
  options: InspectorOptions | undefined,
  number: number,
  moduleIds: readonly string[],
): readonly string[] {
  if (options === undefined) return [];
  const { host, port, announce } = options;
  const address = `${host.includes(':') ? `[${host}]` : host}:${port === 0 ? 0 : port + number}`;
  if (port !== 0) announce(moduleIds, address);
  return [`--inspect=${address}`];
}
