import type { Logger, Provided } from 'everest-ts';
import type { EvseSecurityInterface } from '#generated/interfaces/evse_security';

type Handlers = Parameters<Provided<EvseSecurityInterface>['implement']>[0];
type Refused = Pick<
  Handlers,
  | 'delete_certificate'
  | 'generate_certificate_signing_request'
  | 'get_mo_ocsp_request_data'
  | 'get_v2g_ocsp_request_data'
  | 'install_ca_certificate'
  | 'update_leaf_certificate'
  | 'update_ocsp_cache'
  | 'verify_certificate'
>;

/** The store is read only: what would change it, or needs the rules of chains, gets the interface's own refusal. */
export function refusals(log: Logger): Refused {
  const refuse = (command: string): void =>
    log.warn({ command }, 'the certificate store is read only, command refused');
  return {
    install_ca_certificate() {
      refuse('install_ca_certificate');
      return 'WriteError';
    },
    delete_certificate() {
      refuse('delete_certificate');
      return 'Failed';
    },
    update_leaf_certificate() {
      refuse('update_leaf_certificate');
      return 'WriteError';
    },
    generate_certificate_signing_request() {
      refuse('generate_certificate_signing_request');
      return { status: 'GenerationError' };
    },
    verify_certificate() {
      refuse('verify_certificate');
      return 'Unknown';
    },
    get_v2g_ocsp_request_data() {
      refuse('get_v2g_ocsp_request_data');
      return { ocsp_request_data_list: [] };
    },
    get_mo_ocsp_request_data() {
      refuse('get_mo_ocsp_request_data');
      return { ocsp_request_data_list: [] };
    },
    update_ocsp_cache: () => refuse('update_ocsp_cache'),
  };
}
