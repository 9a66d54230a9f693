import { AuthorizationMemory } from '../core/authorization/authorization-memory.js';
import { Heartbeat } from '../core/boot/heartbeat.js';
import { SecurityEvents, type SecurityLogEntry } from '../core/boot/security-events.js';
import { AvailabilityControl } from '../core/connectors/availability.js';
import { ConnectorStatuses } from '../core/connectors/connector-statuses.js';
import type { CoreContext } from '../core/context.js';
import { DataTransfer } from '../core/data-transfer/data-transfer.js';
import { AlignedValues } from '../core/metering/aligned-values.js';
import { MeterReadings } from '../core/metering/meter-readings.js';
import { MeterValuesReporter } from '../core/metering/meter-values.js';
import { Sampling } from '../core/metering/sampling.js';
import { ReservedConnectors } from '../core/reservation/reserved-connectors.js';
import { ResetControl } from '../core/remote/reset.js';
import type { OperationStatuses } from '../core/remote/trigger-message.js';
import { TransactionStart } from '../core/transactions/start-transaction.js';
import { TransactionStop } from '../core/transactions/stop-transaction.js';
import { TransactionBook, type Transaction } from '../core/transactions/transaction-book.js';
import { FirmwareUpdates } from '../firmware/firmware-updates.js';
import { LogUploads } from '../firmware/log-uploads.js';

/** The context and every collaborator of the core profile: what a use case can ask for. */
export interface Parts extends CoreContext {
  readonly aligned: AlignedValues;
  readonly availability: AvailabilityControl;
  readonly dataTransfer: DataTransfer;
  readonly firmware: FirmwareUpdates;
  readonly heartbeat: Heartbeat;
  readonly logs: LogUploads;
  readonly memory: AuthorizationMemory;
  readonly operations: OperationStatuses;
  readonly readings: MeterReadings;
  readonly reporter: MeterValuesReporter;
  readonly reserved: ReservedConnectors;
  readonly resets: ResetControl;
  readonly sampling: Sampling;
  readonly security: SecurityEvents;
  readonly start: TransactionStart;
  readonly statuses: ConnectorStatuses;
  readonly stop: TransactionStop;
  readonly transactions: TransactionBook;
}

export function createParts(context: CoreContext, securityLog: (entry: SecurityLogEntry) => void): Parts {
  const transactions = new TransactionBook();
  const statuses = new ConnectorStatuses(context);
  const readings = new MeterReadings(context);
  const memory = new AuthorizationMemory(context);
  const reporter = new MeterValuesReporter({ ...context, transactions });
  const metering = { ...context, readings, reporter, transactions };
  const sampling = new Sampling(metering);
  const availability = new AvailabilityControl({ ...context, statuses, transactions });
  const resets = new ResetControl({ ...context, statuses, transactions });
  const security = new SecurityEvents({ ...context, securityLog });
  const firmware = new FirmwareUpdates({ ...context, availability, security, transactions });
  const logs = new LogUploads(context);
  const settled = ({ connectorId }: Transaction): void => {
    // The next car may be charging already when an answer comes late.
    if (transactions.active(connectorId) === undefined) availability.executeQueued(connectorId);
    firmware.disableConnectors();
    resets.check();
  };
  const transacting = { ...context, memory, reporter, sampling, statuses, transactions };
  return {
    ...transacting,
    readings,
    availability,
    resets,
    aligned: new AlignedValues(metering),
    dataTransfer: new DataTransfer(context),
    heartbeat: new Heartbeat(context),
    firmware,
    logs,
    operations: {
      diagnostics: () => logs.diagnostics(),
      firmware: () => firmware.unsigned(),
      log: () => logs.log(),
      signedFirmware: () => firmware.signed(),
    },
    reserved: new ReservedConnectors({ statuses }),
    security,
    start: new TransactionStart(transacting),
    stop: new TransactionStop({ ...transacting, settled }),
  };
}

/** Ends every timer of the parts. */
export function closeParts({ aligned, heartbeat, resets, sampling, statuses }: Parts): void {
  for (const part of [aligned, heartbeat, resets, sampling, statuses]) part.close();
}
