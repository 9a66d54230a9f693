/** The other end of a charge point: accepts everything, and takes the time of its own calls. */
export class CentralSystem {
  #booted = () => undefined;
  booted = new Promise((resolve) => (this.#booted = resolve));
  #send;
  #answered = () => undefined;
  #sent = 0;

  /** How many CALLs of each action have come. */
  received = new Map();
  #lastTransactionId = 0;

  connected(send) {
    this.#send = send;
  }

  receive(text) {
    const [type, id, action] = JSON.parse(text);
    if (type !== 2) return this.#answered(type, id, action);
    this.received.set(action, (this.received.get(action) ?? 0) + 1);
    const currentTime = new Date().toISOString();
    if (action === 'BootNotification') {
      this.#reply(id, { status: 'Accepted', interval: 86400, currentTime });
      setTimeout(() => this.#booted(), 500);
    } else this.#reply(id, this.#answerTo(action, currentTime));
  }

  /** Makes `count` calls one after the other; resolves with the times to their answers in ms. */
  async call(action, payload, count) {
    const times = [];
    while (times.length < count) {
      const id = `bench-${(this.#sent += 1)}`;
      const frame = JSON.stringify([2, id, action, payload]);
      const begin = performance.now();
      await new Promise((resolve, reject) => {
        this.#answered = (type, answered, answer) => {
          if (answer?.status === 'Rejected') reject(new Error(`${action} was rejected`));
          else if (type === 3 && answered === id) resolve();
          else reject(new Error(`${action} was answered with message type ${type}`));
        };
        this.#send(frame);
      });
      times.push(performance.now() - begin);
    }
    return times;
  }

  #answerTo(action, currentTime) {
    if (action === 'Heartbeat') return { currentTime };
    if (action !== 'StartTransaction') return {};
    return { transactionId: (this.#lastTransactionId += 1), idTagInfo: { status: 'Accepted' } };
  }

  #reply(id, payload) {
    process.nextTick(() => this.#send(JSON.stringify([3, id, payload])));
  }
}

/** A connection of the charge point that is a function call. */
export class MemoryTransport {
  #csms;
  #hear = () => undefined;
  #connected = () => undefined;

  constructor(csms) {
    this.#csms = csms;
  }

  connect() {
    this.#csms.connected((text) => this.#hear(text));
    this.#connected();
  }

  disconnect() {}

  reconnect() {}

  send(text) {
    this.#csms.receive(text);
  }

  onText(listener) {
    this.#hear = listener;
  }

  onConnected(listener) {
    this.#connected = listener;
  }

  onDisconnected() {}
}
