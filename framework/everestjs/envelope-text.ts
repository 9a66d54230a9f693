/** framework.md §14.2: envelopes around values that are JSON text already, so that numbers keep the form they were given. */

export function variableText(valueText: string): string {
  return `{"data":{"data":${valueText}},"msg_type":"Var"}`;
}

export interface CommandResultParts {
  readonly id: string;
  readonly origin: string;
  /** JSON text; undefined where there is none. */
  readonly retval: string | undefined;
  readonly error: Readonly<Record<string, string>> | undefined;
}

export function commandResultText({ id, origin, retval, error }: CommandResultParts): string {
  const members = [
    ...(error === undefined ? [] : [`"error":${JSON.stringify(error)}`]),
    `"id":${JSON.stringify(id)}`,
    `"origin":${JSON.stringify(origin)}`,
    ...(retval === undefined ? [] : [`"retval":${retval}`]),
  ];
  return `{"data":{"data":{${members.join(',')}},"type":"result"},"msg_type":"CmdResult"}`;
}
