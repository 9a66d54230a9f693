import type { Logger, ModuleContext } from 'everest-ts';
import type { System } from '#generated/modules/System';
import type { FirmwareUpdateStatusEnum } from '#generated/types/system';
import type { Lines } from '../steps/steps.js';
import type { FirmwareMetadata } from './metadata.js';

type Publish = ModuleContext<System>['provides']['main']['publish']['firmware_update_status'];

const statuses: readonly FirmwareUpdateStatusEnum[] = [
  'Downloaded',
  'DownloadFailed',
  'Downloading',
  'DownloadScheduled',
  'DownloadPaused',
  'Idle',
  'InstallationFailed',
  'Installing',
  'Installed',
  'InstallRebooting',
  'InstallScheduled',
  'InstallVerificationFailed',
  'InvalidSignature',
  'SignatureVerified',
];

/** A download or an installation that ends like this is over; after anything else its script has died. */
const ends: readonly FirmwareUpdateStatusEnum[] = [
  'DownloadFailed',
  'InstallationFailed',
  'InstallRebooting',
  'InstallVerificationFailed',
  'Installed',
  'InvalidSignature',
  'SignatureVerified',
];

/** Tells how one update comes along. */
export class UpdateProgress {
  readonly #requestId: number;
  readonly #publish: Publish;
  readonly #log: Logger;
  readonly #metadata: FirmwareMetadata | undefined;

  constructor(requestId: number, publish: Publish, log: Logger, metadata?: FirmwareMetadata) {
    this.#requestId = requestId;
    this.#publish = publish;
    this.#log = log;
    this.#metadata = metadata;
  }

  tell(status: FirmwareUpdateStatusEnum, metadata = this.#metadata): void {
    this.#log.info({ requestId: this.#requestId, status }, 'firmware update goes on');
    this.#publish({
      firmware_update_status: status,
      request_id: this.#requestId,
      ...(metadata !== undefined && { firmware_update_metadata: { ...metadata } }),
    });
  }

  /**
   * Tells every status that a step reports, but those in `heldBack`, and returns the last. A step that ends half-way has failed:
   * with `InstallationFailed` when its download was done, else with `DownloadFailed`.
   */
  async follow(
    lines: Lines,
    failure: 'DownloadFailed' | 'InstallationFailed',
    heldBack?: FirmwareUpdateStatusEnum,
  ): Promise<FirmwareUpdateStatusEnum> {
    let last: FirmwareUpdateStatusEnum | undefined;
    for await (const line of lines) {
      const status = statuses.find((known) => known === line);
      if (status === undefined) {
        this.#log.warn({ line: line.slice(0, 100) }, 'step of the update reports an unknown status');
        continue;
      }
      if (status !== heldBack) this.tell(status);
      last = status;
    }
    if (last !== undefined && ends.includes(last)) return last;
    const isInstalling = last === 'Installing' || (last === 'Downloaded' && heldBack === undefined);
    const end = isInstalling ? 'InstallationFailed' : failure;
    this.tell(end);
    return end;
  }
}
