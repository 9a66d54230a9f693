import { existsSync } from 'node:fs';
import { errorText, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { DeviceModelConfiguration, InstalledCertificates } from '../../lib/ocpp16/index.js';
import { openConfiguration } from './config-backend.js';
import type { StationPaths } from './paths.js';

type Context = Pick<ModuleContext<OCPP>, 'clock' | 'config' | 'log' | 'requires'>;

/** The configuration of the charge point for as many connectors as there are EVSEs. Throws with everything that is wrong. */
export function loadStationConfiguration(context: Context, paths: StationPaths): Promise<DeviceModelConfiguration> {
  const { clock, config, log, requires } = context;
  return openConfiguration(config.module, paths, {
    configPath: paths.config,
    userConfigPath: paths.userConfig,
    numberOfConnectors: requires.evse_manager.length,
    ...(existsSync(paths.schemas) && { schemaDirectory: paths.schemas }),
    log,
    clock,
    certificates: installedCertificates(context),
  });
}

/** Security WP A05: a higher security profile is refused while its certificates are missing. */
function installedCertificates({ log, requires }: Context): InstalledCertificates {
  const { call } = requires.security;
  const ask = async (work: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await work();
    } catch (error) {
      log.warn({ reason: errorText(error) }, 'certificate store does not answer, the certificate counts as missing');
      return false;
    }
  };
  return {
    isCsmsRootInstalled: () => ask(() => call.is_ca_certificate_installed({ certificate_type: 'CSMS' })),
    hasCsmsClientCertificate: () =>
      ask(async () => {
        const { status } = await call.get_leaf_certificate_info({
          certificate_type: 'CSMS',
          encoding: 'PEM',
          include_ocsp: false,
        });
        return status === 'Accepted';
      }),
  };
}
