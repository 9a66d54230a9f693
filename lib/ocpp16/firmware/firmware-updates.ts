import type { SecurityEvents } from '../core/boot/security-events.js';
import type { AvailabilityControl } from '../core/connectors/availability.js';
import type { CoreContext } from '../core/context.js';
import type { TransactionBook } from '../core/transactions/transaction-book.js';
import type { Request, Response } from '../messages/index.js';
import type { AfterAnswer } from './log-uploads.js';
import {
  installationAfter,
  isOver,
  NO_REQUEST_ID,
  unsignedStatus,
  type FirmwareStatus,
  type SignedFirmwareStatus,
} from './statuses.js';

type Parts = Pick<CoreContext, 'callbacks' | 'guard' | 'log' | 'outbox' | 'settings'> & {
  readonly availability: AvailabilityControl;
  readonly security: SecurityEvents;
  readonly transactions: TransactionBook;
};

export interface FirmwareUpdateReport {
  /** -1: UpdateFirmware, which has no number. */
  readonly requestId: number;
  readonly status: SignedFirmwareStatus;
  /** Whether charging is impossible while this firmware is installed; default true. */
  readonly disableConnectorsDuringInstall?: boolean;
}

/** An image that waits to be installed. */
interface WaitingInstallation {
  readonly disablesConnectors: boolean;
  isAllowed: boolean;
}

/** Firmware updates without (OCPP 1.6 §4.5, §5.19) and with signature (Security WP L01). */
export class FirmwareUpdates {
  readonly #parts: Parts;
  #unsigned: FirmwareStatus = 'Idle';
  #signed: SignedFirmwareStatus = 'Idle';
  #requestId: number | undefined;
  #waiting: WaitingInstallation | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The answer cannot say no; an update that nobody begins has failed. */
  async updateFirmware(request: Request<'UpdateFirmware'>, call: AfterAnswer): Promise<Response<'UpdateFirmware'>> {
    const { callbacks, guard } = this.#parts;
    const begin = async (): Promise<boolean> => {
      await callbacks.updateFirmware?.(request);
      return callbacks.updateFirmware !== undefined;
    };
    if (!(await guard.ask('updateFirmware', begin, false))) {
      call.afterAnswer(() => this.#reportUnsigned('DownloadFailed'));
    }
    return {};
  }

  async signedUpdateFirmware(
    request: Request<'SignedUpdateFirmware'>,
    call: AfterAnswer,
  ): Promise<Response<'SignedUpdateFirmware'>> {
    const status = await this.#decide(request);
    if (status === 'InvalidCertificate') {
      const event = { type: 'InvalidFirmwareSigningCertificate', techInfo: 'Certificate is invalid.' };
      call.afterAnswer(() => this.#parts.security.raise(event));
    }
    return { status };
  }

  /** Progress of an update. The message goes first, then what follows from it. */
  report({ disableConnectorsDuringInstall = true, requestId, status }: FirmwareUpdateReport): void {
    const isSigned = requestId !== NO_REQUEST_ID;
    if (isSigned) this.#reportSigned(requestId, status);
    else this.#reportUnsigned(status);
    if (status === 'InvalidSignature') {
      this.#parts.security.raise({ type: 'InvalidFirmwareSignature', isCritical: true });
    }
    switch (installationAfter(isSigned, status)) {
      case 'waits':
        this.#waiting = { disablesConnectors: disableConnectorsDuringInstall, isAllowed: false };
        break;
      case 'none':
        this.#waiting = undefined;
        this.#parts.availability.resume();
        break;
      case 'unchanged':
    }
    this.disableConnectors();
  }

  /** Takes connectors out of use as their transactions end; when the last one is, the installation may begin. */
  disableConnectors(): void {
    const waiting = this.#waiting;
    if (waiting?.disablesConnectors !== true) return;
    const { callbacks, guard, settings, transactions } = this.#parts;
    for (let id = 1; id <= settings.numberOfConnectors; id++) this.disableIdle(id);
    if (waiting.isAllowed || transactions.allActive().length > 0) return;
    waiting.isAllowed = true;
    guard.run('allConnectorsUnavailable', () => callbacks.allConnectorsUnavailable?.());
  }

  /** A connector without a transaction takes no car before the installation, also when nobody can be told of its last one. */
  disableIdle(connectorId: number): void {
    const { availability, transactions } = this.#parts;
    if (this.#waiting?.disablesConnectors !== true || transactions.active(connectorId) !== undefined) return;
    availability.suspend(connectorId);
  }

  /** Answers to triggers. */
  unsigned(): Request<'FirmwareStatusNotification'> {
    return { status: this.#unsigned };
  }

  signed(): Request<'SignedFirmwareStatusNotification'> {
    return { status: this.#signed, ...(this.#requestId !== undefined && { requestId: this.#requestId }) };
  }

  async #decide(request: Request<'SignedUpdateFirmware'>): Promise<Response<'SignedUpdateFirmware'>['status']> {
    const { callbacks, guard } = this.#parts;
    if (callbacks.signedUpdateFirmware === undefined) return 'Rejected';
    const { signingCertificate } = request.firmware;
    const isTrusted = await guard.ask(
      'verifyFirmwareCertificate',
      () => callbacks.verifyFirmwareCertificate?.(signingCertificate) ?? false,
      false,
    );
    if (!isTrusted) return 'InvalidCertificate';
    return guard.ask('signedUpdateFirmware', () => callbacks.signedUpdateFirmware?.(request) ?? 'Rejected', 'Rejected');
  }

  #reportUnsigned(status: SignedFirmwareStatus): void {
    const told = unsignedStatus(status);
    if (told === undefined) return;
    this.#unsigned = isOver(told) ? 'Idle' : told;
    this.#parts.outbox.notify('FirmwareStatusNotification', { status: told });
  }

  #reportSigned(requestId: number, status: SignedFirmwareStatus): void {
    this.#signed = isOver(status) ? 'Idle' : status;
    this.#requestId = requestId;
    this.#parts.outbox.notify('SignedFirmwareStatusNotification', { status, requestId });
  }
}
