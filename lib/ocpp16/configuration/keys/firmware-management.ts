import type { KeyTable } from '../key-definition.js';

/** Security WP §5.1, file transfers. */
export const firmwareManagementKeys = {
  SupportedFileTransferProtocols: { type: 'text', readOnly: true },
} as const satisfies KeyTable;
