import { mkdirSync } from 'node:fs';
import { EverestError, errorText, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { Configuration } from '../../lib/ocpp16/index.js';
import { MessageLog, type MessageLogOptions } from '../../lib/ocpp16/message-log/index.js';

/** The folder of the message log cannot be made. */
export class MessageLogUnusable extends EverestError {
  constructor(path: string, cause: unknown) {
    super('CFG_OCPP_MESSAGE_LOG', `MessageLogPath: ${path} cannot be used: ${errorText(cause)}`, { cause });
  }
}

interface Parts extends Pick<ModuleContext<OCPP>, 'clock' | 'log' | 'provides'> {
  readonly configuration: Configuration;
  readonly securityLogCleared: () => void;
}

/** Where frames and security events are written, as the configuration wants it. Throws `MessageLogUnusable`. */
export function openMessageLog(directory: string, parts: Parts): MessageLog {
  const { clock, configuration, log, provides, securityLogCleared } = parts;
  makeFolder(directory);
  return new MessageLog({
    directory,
    clock,
    log,
    isEnabled: configuration.get('LogMessages'),
    isRaw: configuration.get('LogMessagesRaw'),
    formats: configuration.get('LogMessagesFormat'),
    ...rotation(configuration),
    securityLogCleared,
    callback: (message, direction) =>
      provides.ocpp_generic.publish.ocpp_message({ message, direction, version: '1.6' }),
  });
}

function rotation(configuration: Configuration): Pick<MessageLogOptions, 'rotation'> {
  if (!configuration.get('LogRotation')) return {};
  return {
    rotation: {
      maxFileSize: configuration.get('LogRotationMaximumFileSize'),
      maxFileCount: configuration.get('LogRotationMaximumFileCount'),
      hasDateSuffix: configuration.get('LogRotationDateSuffix'),
    },
  };
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new MessageLogUnusable(directory, error);
  }
}
