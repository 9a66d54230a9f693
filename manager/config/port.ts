const MAX_PORT = 65_535;

/** What a number or text that is none is told. */
export const NO_PORT = `is no port (0 to ${MAX_PORT})`;

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= MAX_PORT;
}
