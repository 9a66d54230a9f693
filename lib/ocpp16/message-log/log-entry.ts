export type Origin = 'ChargePoint' | 'CentralSystem' | 'SYS';

/** One thing to log. System entries have no message. */
export interface LogEntry {
  /** RFC 3339 UTC. */
  readonly time: string;
  readonly origin: Origin;
  /** Action, action with `Response`, or the text of a system entry. */
  readonly type: string;
  /** JSON indented by two, as sent for raw logs, or empty. */
  readonly message: string;
}
