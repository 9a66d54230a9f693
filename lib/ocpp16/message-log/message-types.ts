const MAX_REMEMBERED = 200;

/** Names frames for the log: an answer has the action of its question, which is remembered by id. */
export class MessageTypes {
  readonly #actions = new Map<string, string>();

  typeOf(frame: unknown): string {
    if (!Array.isArray(frame)) return 'Unknown';
    const [type, id, action] = frame as readonly unknown[];
    switch (type) {
      case 2:
        this.#remember(String(id), String(action));
        return String(action);
      case 3:
        return this.#answerTo(String(id), 'CallResult', 'Response');
      case 4:
        return this.#answerTo(String(id), 'CallError', 'Error');
      default:
        return 'Unknown';
    }
  }

  #answerTo(id: string, unknown: string, suffix: string): string {
    const action = this.#actions.get(id);
    this.#actions.delete(id);
    return action === undefined ? unknown : `${action}${suffix}`;
  }

  #remember(id: string, action: string): void {
    this.#actions.set(id, action);
    if (this.#actions.size <= MAX_REMEMBERED) return;
    for (const oldest of this.#actions.keys()) {
      this.#actions.delete(oldest);
      return;
    }
  }
}
