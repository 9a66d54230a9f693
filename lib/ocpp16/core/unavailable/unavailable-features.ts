import type { Logger } from '../../../log/logger.js';
import type { CallHandler } from '../../link/index.js';
import type { ActionToChargePoint, Response } from '../../messages/index.js';

/** Takes the handler of one action. */
export type Register = <A extends ActionToChargePoint>(action: A, handler: CallHandler<A>) => void;

/**
 * The standard's refusals of actions whose profile is offered but whose work nobody does here. A profile that brings its own
 * handlers registers them afterwards and so replaces these.
 */
const refusals = {
  CertificateSigned: { status: 'Rejected' },
  DeleteCertificate: { status: 'Failed' },
  GetInstalledCertificateIds: { status: 'NotFound' },
  InstallCertificate: { status: 'Rejected' },
} as const satisfies { [A in ActionToChargePoint]?: Response<A> };

export function registerRefusals(register: Register, log: Logger): void {
  const refuse = <A extends keyof typeof refusals>(action: A): void =>
    register(action, (() => {
      log.warn({ action }, 'the station does not offer this, the request is refused');
      return refusals[action];
    }) as CallHandler<A>);
  for (const action of Object.keys(refusals) as (keyof typeof refusals)[]) refuse(action);
}
