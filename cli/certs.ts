import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { RealClock } from '../framework/clock/index.js';
import { EverestError, errorText } from '../lib/errors/everest-error.js';
import { explainChain, readCertificates, type Certificate } from '../lib/pki/index.js';
import { describeCertificate, describeFindings } from './certs/describe.js';
import { makePki } from './certs/make-pki.js';
import { revoke } from './certs/revoke.js';
import { serverChain } from './certs/server-chain.js';
import { readPositive } from './read-arguments.js';

interface MakeOptions {
  readonly host: readonly string[];
  readonly chargePoint: string;
  readonly organization: string;
  readonly days: number;
  readonly keyPassword: string;
}

interface ExplainOptions {
  readonly ca: string;
  readonly host?: string;
}

/** A file or an address has nothing that could be looked at. */
class NothingToExplain extends EverestError {
  constructor(what: string, reason: string) {
    super('CFG_CERTIFICATES', `${what}: ${reason}`);
  }
}

/** `everest certs`: certificates for tests, and why a chain is refused. */
export function register(program: Command): void {
  const certs = program
    .command('certs')
    .description('make certificates for tests, look at them, and say why TLS refuses some');
  certs
    .command('make')
    .description('make roots, authorities and certificates of a station and its central system')
    .argument('<folder>', 'where they go; station/ is what belongs into etc/everest/certs')
    .option('--host <name...>', 'names and addresses of the central system', ['localhost', '127.0.0.1'])
    .option('--charge-point <id>', 'identity of the station', 'cp001')
    .option('--organization <name>', 'organization in all certificates', 'Test operator')
    .option(
      '--days <number>',
      'days for which the certificates of station and central system are valid',
      readPositive,
      365,
    )
    .option('--key-password <text>', 'password of the private keys of the station', '')
    .action(make);
  certs
    .command('show')
    .description('say what the certificates of a file are')
    .argument('<file>', 'PEM')
    .action((file: string) => show(file));
  certs
    .command('explain')
    .description('say which certificate of a server or file breaks which rule')
    .argument('<what>', 'wss://host:port or a PEM file with a chain, leaf first')
    .requiredOption('--ca <file>', 'PEM file with the roots to trust')
    .option('--host <name>', 'name that the certificate has to be for; default: the one of the address')
    .action(explain);
  certs
    .command('revoke')
    .description('put a certificate on the list of those that the central system refuses')
    .argument('<folder>', 'folder that `certs make` has made')
    .argument('<file>', 'PEM file with the certificate')
    .action(revokeCertificate);
}

async function make(folder: string, options: MakeOptions): Promise<void> {
  await makePki({
    folder,
    hosts: options.host,
    chargePointId: options.chargePoint,
    organization: options.organization,
    validDays: options.days,
    keyPassword: options.keyPassword,
    nowMs: new RealClock().now(),
  });
  console.log(`certificates for tests are in ${folder}`);
  console.log(`  station      copy ${folder}/station to etc/everest/certs`);
  console.log(`  everest csms --certs ${folder}/csms --security-profile 2`);
}

function show(file: string): void {
  const nowMs = new RealClock().now();
  for (const certificate of readChain(file)) console.log(describeCertificate(certificate, nowMs).join('\n'));
}

async function explain(what: string, { ca, host }: ExplainOptions): Promise<void> {
  const clock = new RealClock();
  const url = /^(wss|https):\/\//.test(what) ? new URL(what) : undefined;
  const chain = url === undefined ? readChain(what) : await shownBy(url, clock);
  const wanted = host ?? url?.hostname;
  for (const certificate of chain) console.log(describeCertificate(certificate, clock.now()).join('\n'));
  const question = { chain, roots: readChain(ca), nowMs: clock.now() };
  const findings = explainChain(wanted === undefined ? question : { ...question, host: wanted });
  console.log(describeFindings(findings).join('\n'));
  if (findings.length > 0) process.exitCode = 1;
}

async function shownBy(url: URL, clock: RealClock): Promise<readonly Certificate[]> {
  try {
    const { chain, cipher, version } = await serverChain(url, clock);
    console.log(`${url.host} speaks ${version} with ${cipher}`);
    return chain;
  } catch (error) {
    throw new NothingToExplain(url.href, errorText(error));
  }
}

async function revokeCertificate(folder: string, file: string): Promise<void> {
  const name = await revoke(folder, file, new RealClock().now());
  if (name === undefined) throw new NothingToExplain(file, 'holds no certificate');
  console.log(`${name} is revoked; a central system that runs has to be started anew`);
}

function readChain(file: string): Certificate[] {
  try {
    const chain = readCertificates(readFileSync(file, 'utf8'));
    if (chain.length > 0) return chain;
  } catch (error) {
    throw new NothingToExplain(file, errorText(error));
  }
  throw new NothingToExplain(file, 'holds no certificate');
}
