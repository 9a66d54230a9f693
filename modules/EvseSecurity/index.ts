import { defineModule } from 'everest-ts';
import type { EvseSecurity } from '#generated/modules/EvseSecurity';
import { CertificateStore } from './certificate-store.js';
import { isFileSigned } from './file-signature.js';
import { installedCertificates } from './installed-certificates.js';
import { allLeafInformation, leafExpiryDays, leafInformation } from './leaf-information.js';
import { prepareStore } from './prepare-store.js';
import { refusals } from './refusals.js';
import { isRootInstalled, verifyFile, verifyLocation } from './roots.js';
import { storePaths } from './store-paths.js';

/** Answers questions about the certificates and keys of the station. */
export default defineModule<EvseSecurity>(({ clock, config, info, log, provides }) => {
  const paths = storePaths(config.module, info.paths.etc);
  prepareStore(paths, log);
  const store = new CertificateStore({ paths, password: config.module.private_key_password, clock, log });

  provides.main.implement({
    ...refusals(log),
    is_ca_certificate_installed: ({ certificate_type: type }) => isRootInstalled(type, store),
    get_verify_file: ({ certificate_type: type }) => verifyFile(type, store),
    get_verify_location: ({ certificate_type: type }) => verifyLocation(type, store),
    get_installed_certificates: ({ certificate_types: types }) => installedCertificates(types, store),
    get_leaf_certificate_info: ({ certificate_type: type }) => leafInformation(type, store),
    get_all_valid_certificates_info: ({ certificate_type: type }) => allLeafInformation(type, store),
    get_leaf_expiry_days_count: ({ certificate_type: type }) => leafExpiryDays(type, store),
    verify_file_signature: ({ file_path: path, signature, signing_certificate: certificate }) =>
      isFileSigned({ path, signature, certificate }, log),
  });
});
