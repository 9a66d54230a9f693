/** The socket below the link. It connects and reconnects by itself; the link only hears of it. */
export interface LinkTransport {
  /** Writes one text frame. Throws or rejects when the frame could not leave. */
  send(text: string): void | Promise<void>;
  onText(listener: (text: string) => void): void;
  onConnected(listener: () => void): void;
  onDisconnected(listener: () => void): void;
}
