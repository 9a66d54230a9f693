import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/manager-process.js';
import { accepts, searchPath } from '../../support/mosquitto-broker.js';
import { issue, type Issued } from '../ocpp-j/test-pki.js';

export interface Pki {
  readonly folder: string;
  readonly ca: string;
  /** Of an authority that nobody trusts. */
  readonly otherCa: string;
  readonly certificate: string;
  readonly key: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
}

export interface MosquittoWishes {
  /** Address that is listened on; default: 127.0.0.1. */
  readonly host?: string;
  /** TLS with the certificate of `pki`; `both` asks clients for one, too. */
  readonly tls?: 'broker' | 'both';
  /** Users with their passwords; without them everybody may come. */
  readonly users?: Readonly<Record<string, string>>;
  /** An ACL file. */
  readonly acl?: string;
  /** Runs before the program and its arguments, e.g. in a network namespace. */
  readonly wrapper?: readonly string[];
}

/** Certificates in files: an authority, the broker `localhost`, a client. */
export async function writePki(folder: string): Promise<Pki> {
  const authority = await issue({ name: 'Station Root' });
  const other = await issue({ name: 'Other Root' });
  const broker = await issue({ name: 'broker', dnsNames: ['localhost', 'broker.test'], issuer: authority });
  const client = await issue({ name: 'station', issuer: authority });
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const pair = (name: string, { certificate, key }: Issued): [string, string] => [
    write(`${name}.pem`, certificate),
    write(`${name}.key`, key),
  ];
  const [certificate, key] = pair('broker', broker);
  const [clientCertificate, clientKey] = pair('client', client);
  const ca = write('ca.pem', authority.certificate);
  const otherCa = write('other-ca.pem', other.certificate);
  return { folder, ca, otherCa, certificate, key, clientCertificate, clientKey };
}

/** Mosquitto with TLS, users and access rules as wished; it can be killed and started again at the same address. */
export class SecuredMosquitto {
  readonly folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  readonly host: string;
  readonly #wishes: MosquittoWishes;
  #port = 0;
  #pki: Pki | undefined;
  #child: ChildProcess | undefined;

  private constructor(wishes: MosquittoWishes) {
    this.#wishes = wishes;
    this.host = wishes.host ?? '127.0.0.1';
  }

  static async start(wishes: MosquittoWishes = {}): Promise<SecuredMosquitto> {
    const broker = new SecuredMosquitto(wishes);
    chmodSync(broker.folder, 0o755);
    broker.#port = await freePort();
    broker.#pki = await writePki(broker.folder);
    broker.#writeFiles();
    await broker.run();
    return broker;
  }

  get port(): number {
    return this.#port;
  }

  get pki(): Pki {
    if (this.#pki === undefined) throw new Error('not started');
    return this.#pki;
  }

  get log(): string {
    const file = join(this.folder, 'mosquitto.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async run(): Promise<void> {
    const [program = 'mosquitto', ...args] = [
      ...(this.#wishes.wrapper ?? []),
      ...['mosquitto', '-c', join(this.folder, 'mosquitto.conf')],
    ];
    const child = spawn(program, args, { env: { ...process.env, PATH: searchPath }, stdio: 'ignore' });
    this.#child = child;
    while (!(await accepts(this.host, this.port))) {
      if (child.exitCode !== null) throw new Error(`mosquitto has ended:\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** SIGKILL; nothing of its state is kept. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #writeFiles(): void {
    const { tls, users, acl } = this.#wishes;
    const { ca, certificate, key } = this.pki;
    const passwords = join(this.folder, 'passwords');
    if (users !== undefined) {
      writeFileSync(
        passwords,
        Object.entries(users)
          .map(([user, password]) => `${user}:${password}\n`)
          .join(''),
      );
      execFileSync('mosquitto_passwd', ['-U', passwords], { env: { ...process.env, PATH: searchPath } });
    }
    const lines = [
      `listener ${this.port} ${this.host}`,
      ...(tls === undefined ? [] : [`certfile ${certificate}`, `keyfile ${key}`, `cafile ${ca}`]),
      ...(tls === 'both' ? ['require_certificate true'] : []),
      ...(users === undefined ? ['allow_anonymous true'] : ['allow_anonymous false', `password_file ${passwords}`]),
      ...(acl === undefined ? [] : [`acl_file ${acl}`]),
      'set_tcp_nodelay true',
      'persistence false',
      `log_dest file ${join(this.folder, 'mosquitto.log')}`,
      'log_type all',
      `user ${process.env['USER'] ?? 'root'}`,
    ];
    writeFileSync(join(this.folder, 'mosquitto.conf'), `${lines.join('\n')}\n`);
  }
}
