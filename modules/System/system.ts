import { tmpdir } from 'node:os';
import type { ModuleContext, ModuleHooks } from 'everest-ts';
import type { System } from '#generated/modules/System';
import { download, upload } from '../../lib/transfer/index.js';
import { BootReasonNote } from './boot-reason.js';
import { SignedUpdate } from './firmware/signed-update.js';
import { STANDARD_UPDATE, StandardUpdate } from './firmware/standard-update.js';
import { LogUpload } from './logs/log-upload.js';
import { Reset } from './reset.js';
import { BuiltInSteps } from './steps/built-in-steps.js';
import { ScriptedSteps } from './steps/scripted-steps.js';
import { TemporaryFiles } from './temporary-files.js';

/** Parts that tests replace. */
export interface SystemOverrides {
  readonly transfer?: { readonly download: typeof download; readonly upload: typeof upload };
  readonly temporaryFolder?: string;
}

/** What the station can do as a whole: reset, update its firmware, send its logs, and tell why it was booted. */
export function runSystem(context: ModuleContext<System>, overrides: SystemOverrides = {}): ModuleHooks {
  const { info, log, provides, requires } = context;
  const { temporaryFolder = tmpdir(), transfer = { download, upload } } = overrides;
  const bootReason = new BootReasonNote(requires.store, log);
  const reset = new Reset({ ...context, bootReason });
  const files = new TemporaryFiles({ ...context, root: temporaryFolder });
  const steps = new ScriptedSteps({
    log,
    folders: [info.paths.libexec, info.paths.share],
    builtIn: new BuiltInSteps({ ...context, transfer }),
  });
  const { firmware_update_status: publish, log_status: publishLogs } = provides.main.publish;
  const update = { ...context, bootReason, files, publish, reset, steps };
  const standardUpdate = new StandardUpdate(update);
  const signedUpdate = new SignedUpdate(update);
  const logs = new LogUpload({ ...context, files, publish: publishLogs, steps });

  provides.main.implement({
    is_reset_allowed: () => true,
    reset: ({ type }) => reset.request(type),
    get_boot_reason: () => bootReason.take(),
    // The clock of the machine belongs to its operating system.
    set_system_time: () => true,
    configure_network: () => ({ status: 'NotSupported' }),
    update_firmware: ({ firmware_update_request: request }) =>
      request.request_id === STANDARD_UPDATE ? standardUpdate.request(request) : signedUpdate.request(request),
    // Installations wait for nobody: who wants connectors to be free schedules them.
    allow_firmware_installation: () => log.debug('installation is allowed'),
    upload_logs: ({ upload_logs_request: request }) => logs.request(request),
  });
  return { shutdown: () => files.close() };
}
