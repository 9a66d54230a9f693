import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';

export interface FtpServerOptions {
  readonly user?: string;
  readonly password?: string;
  /** Certificate and key (PEM) with which the server offers TLS; without it, it has none. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** TLS from the first byte. */
  readonly isImplicit?: boolean;
  /** Commands that are answered with this instead. */
  readonly answers?: Readonly<Record<string, string>>;
}

/** A small FTP server with its files in memory. */
export class FtpServer {
  /** Content by path, `/` first. */
  readonly files = new Map<string, Buffer>();
  readonly folders = new Set(['/']);
  /** Commands in order of arrival, passwords included. */
  readonly commands: string[] = [];
  readonly #options: FtpServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #secure: SecureContext | undefined;
  #isDataSecure = false;

  static async start(options: FtpServerOptions = {}): Promise<FtpServer> {
    const server = new FtpServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  private constructor(options: FtpServerOptions) {
    this.#options = options;
    this.#secure = options.tls === undefined ? undefined : createSecureContext(options.tls);
    this.#server = createServer((socket) => this.#serve(this.#kept(socket)));
  }

  get port(): number {
    return portOf(this.#server);
  }

  /** Names of the commands, each once in a row. */
  get story(): string[] {
    return this.commands.map((command) => command.split(' ')[0] ?? '');
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #kept<S extends Socket>(socket: S): S {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    return socket;
  }

  #encrypted(socket: Socket): Socket {
    return this.#kept(new TLSSocket(socket, { isServer: true, ...(this.#secure && { secureContext: this.#secure }) }));
  }

  #serve(plain: Socket): void {
    let control = this.#options.isImplicit === true ? this.#encrypted(plain) : plain;
    let folder = '/';
    let data: Promise<Socket> | undefined;
    const say = (text: string): void => void control.write(`${text}\r\n`);
    const listen = (): void => {
      control.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().split('\r\n')) if (line !== '') void handle(line);
      });
    };
    const handle = async (line: string): Promise<void> => {
      this.commands.push(line);
      const [name = '', ...rest] = line.split(' ');
      const argument = rest.join(' ');
      const scripted = this.#options.answers?.[name];
      if (scripted !== undefined) return say(scripted);
      const path = argument.startsWith('/') ? argument : `${folder === '/' ? '' : folder}/${argument}`;
      switch (name) {
        case 'AUTH': {
          if (this.#secure === undefined) return say('502 no TLS here');
          say('234 go on');
          control.removeAllListeners('data');
          control = this.#encrypted(plain);
          return listen();
        }
        case 'USER':
          return say('331 password');
        case 'PASS':
          return say(this.#isKnown(line) ? '230 welcome' : '530 who are you');
        case 'PROT':
          this.#isDataSecure = argument === 'P';
          return say('200 fine');
        case 'CWD':
          if (!this.folders.has(path)) return say('550 no such folder');
          folder = path;
          return say('250 there');
        case 'EPSV': {
          const [port, socket] = await this.#dataPort();
          data = socket;
          return say(`229 Entering Extended Passive Mode (|||${port}|)`);
        }
        case 'STOR': {
          say('150 give');
          const content: Buffer[] = [];
          for await (const chunk of (await data)!) content.push(chunk as Buffer);
          this.files.set(path, Buffer.concat(content));
          return say('226 taken');
        }
        case 'RETR': {
          const content = this.files.get(path);
          if (content === undefined) return say('550 no such file');
          say('150 here');
          (await data)?.end(content);
          return say('226 given');
        }
        case 'QUIT':
          return say('221 bye');
        default:
          return say(['TYPE', 'STRU', 'OPTS', 'PBSZ'].includes(name) ? '200 fine' : '502 what');
      }
    };
    listen();
    say('220 ready');
  }

  #isKnown(line: string): boolean {
    const { password, user } = this.#options;
    if (user === undefined) return true;
    return this.commands.includes(`USER ${user}`) && line === `PASS ${password ?? ''}`;
  }

  async #dataPort(): Promise<[number, Promise<Socket>]> {
    const isSecure = this.#isDataSecure;
    const server = createServer();
    const socket = new Promise<Socket>((resolve) => {
      server.once('connection', (plain: Socket) => {
        server.close();
        this.#kept(plain);
        resolve(isSecure ? this.#encrypted(plain) : plain);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return [portOf(server), socket];
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
