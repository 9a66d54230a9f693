import { defineModule } from 'everest-ts';
import type { EvseSecurity } from '#generated/modules/EvseSecurity';
import { CertificateStore } from './certificate-store.js';
import { commands } from './commands.js';
import { collectGarbage } from './garbage-collector.js';
import { prepareStore } from './prepare-store.js';
import { publishTelemetry } from './reports.js';
import { SerialQueue } from './serial-queue.js';
import { storePaths } from './store-paths.js';

const GARBAGE_INTERVAL_MS = 20 * 60 * 1000;

/** Keeps the certificates and private keys of the station. */
export default defineModule<EvseSecurity>((context) => {
  const { clock, config, info, log, provides, random } = context;
  const paths = storePaths(config.module, info.paths.etc);
  prepareStore(paths, log);
  const store = new CertificateStore({ paths, password: config.module.private_key_password, clock, log, random });
  const queue = new SerialQueue();
  provides.main.implement(commands({ ...context, queue, store }));

  const collect = (): void => {
    queue
      .run(() => collectGarbage(store))
      .catch((error: unknown) => log.error({ err: error }, 'certificate store cannot be cleaned up'));
  };
  const timer = clock.setInterval(collect, GARBAGE_INTERVAL_MS);
  return {
    ready: () => queue.run(() => publishTelemetry({ ...context, store })),
    shutdown: () => timer.cancel(),
  };
});
