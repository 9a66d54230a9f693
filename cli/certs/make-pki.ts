import { mkdirSync, writeFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { dirname, join } from 'node:path';
import {
  exportPrivateKey,
  issueCertificate,
  issueRevocationList,
  readPrivateKey,
  type CertificateWish,
  type Credentials,
} from '../../lib/pki/index.js';

export interface PkiOptions {
  readonly folder: string;
  /** Names and IPv4 addresses of the central system. */
  readonly hosts: readonly string[];
  readonly chargePointId: string;
  readonly organization: string;
  readonly validDays: number;
  /** Of the station's private keys; empty leaves them unlocked. */
  readonly keyPassword: string;
  readonly nowMs: number;
}

const DAY_MS = 24 * 3_600_000;
const ROOT_DAYS = 3650;
const KEY_MODE = 0o600;

/** Root and the authority below it that does the daily work. */
interface Authority {
  readonly root: Credentials;
  readonly sub: Credentials;
}

/**
 * Makes every certificate that a station and its central system need to talk, for tests. `station` is what belongs into
 * `etc/everest/certs`, `csms` what the central system takes, `authorities` what nobody else should have.
 */
export async function makePki(options: PkiOptions): Promise<void> {
  const { folder, nowMs } = options;
  const csms = await makeAuthority('CSMS', options);
  const manufacturer = await makeAuthority('MF', options);
  const vehicle = await makeAuthority('V2G', options);
  const mobility = await makeAuthority('MO', options);
  writeRoots(folder, { CSMS: csms, MF: manufacturer, V2G: vehicle, MO: mobility });
  await writeCentralSystem(csms, options);
  await writeStation(csms, vehicle, options);
  const [firmware, contract] = [
    await issue('Test firmware signer', manufacturer.sub, options, { extendedKeyUsage: ['codeSigning'] }),
    await issue('DE8AA1A2B3C4D59', mobility.sub, options),
  ];
  write(join(folder, 'firmware/signer'), firmware, manufacturer);
  write(join(folder, 'driver/contract'), contract, mobility);
  await writeRevocations(folder, csms, [], nowMs);
}

/** Both lists, as who checks wants one of every authority of a chain. */
export async function writeRevocations(
  folder: string,
  { root, sub }: Authority,
  serialNumbers: readonly string[],
  nowMs: number,
): Promise<void> {
  const times = { thisUpdate: new Date(nowMs - DAY_MS), nextUpdate: new Date(nowMs + ROOT_DAYS * DAY_MS) };
  const lists = [
    await issueRevocationList({ issuer: sub, serialNumbers, ...times }),
    await issueRevocationList({ issuer: root, serialNumbers: [], ...times }),
  ];
  writeText(join(folder, 'csms/revoked.pem'), lists.join(''));
}

async function makeAuthority(name: string, options: PkiOptions): Promise<Authority> {
  const rights = { isAuthority: true };
  const root = await issue(`Test ${name} root`, undefined, { ...options, validDays: ROOT_DAYS }, rights);
  const sub = await issue(
    `Test ${name} authority`,
    root,
    { ...options, validDays: ROOT_DAYS },
    { ...rights, pathLength: 0 },
  );
  return { root, sub };
}

function writeRoots(folder: string, authorities: Readonly<Record<string, Authority>>): void {
  for (const [name, { root, sub }] of Object.entries(authorities)) {
    writeText(join(folder, `station/ca/${name.toLowerCase()}/${name}_ROOT_CA.pem`), root.certificate);
    writeCredentials(join(folder, `authorities/${name}_ROOT_CA`), root);
    writeCredentials(join(folder, `authorities/${name}_SUB_CA`), sub);
  }
}

async function writeCentralSystem(authority: Authority, options: PkiOptions): Promise<void> {
  const { folder, hosts } = options;
  const server = await issue(hosts[0] ?? 'localhost', authority.sub, options, {
    dnsNames: hosts.filter((host) => !isIPv4(host)),
    ipAddresses: hosts.filter((host) => isIPv4(host)),
    extendedKeyUsage: ['serverAuth'],
  });
  write(join(folder, 'csms/server'), server, authority);
  writeText(join(folder, 'csms/stations.pem'), authority.root.certificate);
  writeCredentials(join(folder, 'csms/authority'), authority.sub);
}

async function writeStation(csms: Authority, vehicle: Authority, options: PkiOptions): Promise<void> {
  const { chargePointId, folder, keyPassword } = options;
  const client = await issue(chargePointId, csms.sub, options, { extendedKeyUsage: ['clientAuth'] });
  const secc = await issue('SECCCert', vehicle.sub, options, { ocspUrl: 'http://ocsp.example.org' });
  writeLeaf(join(folder, 'station/client/csms'), 'CSMS_LEAF', client, csms, keyPassword);
  writeLeaf(join(folder, 'station/client/cso'), 'SECC_LEAF', secc, vehicle, keyPassword);
}

/** The names that the certificate store gives. */
function writeLeaf(folder: string, name: string, leaf: Credentials, { sub }: Authority, password: string): void {
  writeText(join(folder, `${name}.pem`), leaf.certificate);
  writeText(join(folder, `CPO_CERT_${name}_CHAIN.pem`), leaf.certificate + sub.certificate);
  writeText(join(folder, `${name}.key`), exportPrivateKey(readPrivateKey(leaf.key), password), KEY_MODE);
}

function issue(
  commonName: string,
  issuer: Credentials | undefined,
  { nowMs, organization, validDays }: PkiOptions,
  wish: Partial<CertificateWish> = {},
): Promise<Credentials> {
  return issueCertificate({
    subject: { organization, commonName },
    notBefore: new Date(nowMs - DAY_MS),
    notAfter: new Date(nowMs + validDays * DAY_MS),
    ...wish,
    ...(issuer !== undefined && { issuer }),
  });
}

/** A leaf with the authority that issued it. */
function write(path: string, { certificate, key }: Credentials, { sub }: Authority): void {
  writeCredentials(path, { certificate: certificate + sub.certificate, key });
}

function writeCredentials(path: string, { certificate, key }: Credentials): void {
  writeText(`${path}.pem`, certificate);
  writeText(`${path}.key`, key, KEY_MODE);
}

function writeText(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}
