import { timingSafeEqual } from 'node:crypto';
import type { Admission, ConnectRequest } from '../lib/ocpp-j/index.js';
import type { CentralSystemOptions } from './options.js';

/** Whether a charge point may connect. Who is refused is told why, in words, on the central system's side. */
export async function admission(request: ConnectRequest, options: CentralSystemOptions): Promise<Admission> {
  const refusal = refusedCertificate(request, options);
  if (refusal !== undefined) {
    const { chargePointId, remoteAddress } = request;
    options.log.warn({ chargePointId, remoteAddress, reason: refusal }, 'charge point refused');
    options.print?.(`${chargePointId} refused: ${refusal}`);
    return 401;
  }
  return (options.admit ?? ((asked) => admitByOptions(asked, options)))(request);
}

/** Security WP A00, profile 3: why the certificate of a charge point does not count. */
function refusedCertificate({ clientCertificate }: ConnectRequest, { tls }: CentralSystemOptions): string | undefined {
  if (tls?.requireClientCertificate !== true) return undefined;
  if (clientCertificate === undefined) return 'it shows no client certificate';
  const { name, problem } = clientCertificate;
  return problem === undefined ? undefined : `its client certificate (${name}) is not trusted: ${problem}`;
}

function admitByOptions(request: ConnectRequest, options: CentralSystemOptions): Admission {
  const { chargePointId, password, user } = request;
  const { chargePoints = ['cp001'], passwords = {} } = options;
  if (chargePoints !== 'any' && !chargePoints.includes(chargePointId)) return 404;
  const expected = Object.hasOwn(passwords, chargePointId) ? passwords[chargePointId] : undefined;
  // Security WP A00, profile 3: the certificate takes the place of the password
  if (expected === undefined || options.tls?.requireClientCertificate === true) return 'accept';
  return user === chargePointId && isEqual(password ?? '', expected) ? 'accept' : 401;
}

/** Takes as long for a wrong password as for the right one. */
function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
