import { defineModule } from 'everest-ts';
import type { System } from '#generated/modules/System';
import { BootReasonNote } from './boot-reason.js';
import { Reset } from './reset.js';

/** What the station can do as a whole: reset, and tell why it was booted. */
export default defineModule<System>((context) => {
  const { provides, requires, log } = context;
  const bootReason = new BootReasonNote(requires.store, log);
  const reset = new Reset({ ...context, bootReason });

  provides.main.implement({
    is_reset_allowed: () => true,
    reset: ({ type }) => reset.request(type),
    get_boot_reason: () => bootReason.take(),
    // The clock of the machine belongs to its operating system.
    set_system_time: () => true,
    configure_network: () => ({ status: 'NotSupported' }),
    update_firmware({ firmware_update_request: { request_id: requestId } }) {
      log.warn({ requestId }, 'firmware updates are not supported, the request is rejected');
      return 'Rejected';
    },
    allow_firmware_installation() {
      log.warn('firmware updates are not supported, there is nothing to install');
    },
    upload_logs({ upload_logs_request: { request_id: requestId } }) {
      log.warn({ requestId }, 'log uploads are not supported, the request is rejected');
      return { upload_logs_status: 'Rejected' };
    },
  });
});
