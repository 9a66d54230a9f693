import type { AuthorizationResult } from '../core/authorization/authorize.js';
import type { CoreContext } from '../core/context.js';
import type { ConnectorStatuses } from '../core/connectors/connector-statuses.js';
import type { DataTransfer } from '../core/data-transfer/data-transfer.js';
import type { MeterReadings } from '../core/metering/meter-readings.js';
import type { TransactionBook } from '../core/transactions/transaction-book.js';
import type { IdTagInfo, Request, Response } from '../messages/index.js';
import { finalCostReport, runningCostReport, type CostReport } from './cost-report.js';
import { readFinalCost, readRunningCost, readUserPrice, type FinalCost, type RunningCost } from './documents.js';
import { CostMeterTriggers, type PricedTransaction } from './meter-triggers.js';
import { findPriced, transactionOfToken } from './priced-transaction.js';
import { defaultTexts, receivedTexts, type PriceText, type TariffMessage } from './price-texts.js';
import type { PricingSettings } from './settings.js';
import { TimeOffsetTransition } from './time-offset.js';
import { UserPrices, type ExpectedPrice } from './user-prices.js';

/** Vendor of the DataTransfer messages of the California pricing white paper. */
export const COST_VENDOR_ID = 'org.openchargealliance.costmsg';

/** What a token may do, and what it pays. */
export type Authorization = IdTagInfo & { readonly tariffTexts?: readonly PriceText[] };

export type PricingParts = Omit<CoreContext, 'settings'> & {
  readonly dataTransfer: DataTransfer;
  readonly readings: MeterReadings;
  readonly settings: PricingSettings;
  readonly statuses: ConnectorStatuses;
  readonly storeTimeOffset: (offset: string) => void;
  readonly transactions: TransactionBook;
};

type Answer = Response<'DataTransfer'>;

const rejected: Answer = { status: 'Rejected' };
const malformed: Answer = { status: 'Rejected', data: 'json parsing failed' };

/** Prices before, cost during and after charging, as the central system tells them (OCA, California pricing requirements). */
export class Pricing {
  readonly #parts: PricingParts;
  readonly #isActive: boolean;
  readonly #triggers: CostMeterTriggers;
  readonly #transition: TimeOffsetTransition;
  readonly #userPrices: UserPrices;

  constructor(parts: PricingParts) {
    this.#parts = parts;
    this.#isActive = parts.settings.isActive;
    this.#triggers = new CostMeterTriggers(parts);
    this.#transition = new TimeOffsetTransition(parts);
    this.#userPrices = new UserPrices(parts.clock);
    if (this.#isActive) this.#register();
  }

  /** Before the first connection: the price for those who come meanwhile. */
  start(): void {
    this.timeOffsetTransitionChanged();
    this.publishDefaultPrice();
  }

  /** The connection has come or gone, or the default price has changed. */
  publishDefaultPrice(): void {
    if (!this.#isActive) return;
    const { callbacks, guard } = this.#parts;
    const texts = this.#defaultTexts();
    if (texts.length > 0) guard.run('defaultPrice', () => callbacks.defaultPrice?.(texts));
  }

  timeOffsetTransitionChanged(): void {
    if (this.#isActive) this.#transition.arm();
  }

  measured(connectorId: number): void {
    this.#triggers.measured(connectorId);
  }

  /** Called when the transaction has been stopped. */
  transactionEnded(sessionId: string): void {
    this.#triggers.ended(sessionId);
  }

  /** Adds the price of the user to an authorization; a price of the central system is waited for. */
  async withTariff(idTag: string, decide: () => Promise<AuthorizationResult>): Promise<Authorization> {
    if (!this.#isActive) return (await decide()).idTagInfo;
    // The price may come before the answer to Authorize.
    const expected = this.#userPrices.expect(idTag);
    try {
      const { by, idTagInfo } = await decide();
      const texts = idTagInfo.status === 'Accepted' ? await this.#tariff(idTag, by, expected) : [];
      return texts.length === 0 ? idTagInfo : { ...idTagInfo, tariffTexts: texts };
    } finally {
      expected.close();
    }
  }

  close(): void {
    this.#triggers.close();
    this.#transition.close();
    this.#userPrices.close();
  }

  #register(): void {
    const { dataTransfer, statuses } = this.#parts;
    dataTransfer.register(COST_VENDOR_ID, 'SetUserPrice', (request) => this.#setUserPrice(request));
    dataTransfer.register(COST_VENDOR_ID, 'RunningCost', ({ data }) =>
      this.#cost(data, readRunningCost, runningCostReport),
    );
    dataTransfer.register(COST_VENDOR_ID, 'FinalCost', ({ data }) => this.#cost(data, readFinalCost, finalCostReport));
    statuses.onChanged((connectorId, status) => this.#triggers.statusChanged(connectorId, status));
  }

  #defaultTexts(): PriceText[] {
    const { outbox, settings } = this.#parts;
    return defaultTexts(settings.defaultPriceTexts, outbox.isConnected);
  }

  async #tariff(idTag: string, by: AuthorizationResult['by'], expected: ExpectedPrice): Promise<readonly PriceText[]> {
    if (by === 'list' || by === 'cache') return this.#defaultTexts();
    if (by !== 'centralSystem') return [];
    const { callbacks, guard, settings } = this.#parts;
    const texts = await expected.within(settings.waitForUserPriceMs);
    if (texts !== undefined) return texts;
    const usual = defaultTexts(settings.defaultPriceTexts, true);
    const message: TariffMessage = { texts: usual, identifier: { type: 'IdToken', id: idTag } };
    if (usual.length > 0) guard.run('tariffMessage', () => callbacks.tariffMessage?.(message));
    return usual;
  }

  async #setUserPrice({ data }: Request<'DataTransfer'>): Promise<Answer> {
    const { callbacks, guard, settings, transactions } = this.#parts;
    if (data === undefined || callbacks.tariffMessage === undefined) return rejected;
    const price = readUserPrice(data);
    if (price === undefined) return malformed;
    const { idToken = '' } = price;
    if (idToken === '') return rejected;

    const texts = receivedTexts(price, settings);
    this.#userPrices.arrived(idToken, texts);
    const message: TariffMessage = { texts, ...transactionOfToken(idToken, transactions) };
    return guard.ask('tariffMessage', () => callbacks.tariffMessage?.(message) ?? rejected, rejected);
  }

  async #cost<C extends RunningCost | FinalCost>(
    data: string | undefined,
    read: (text: string) => C | undefined,
    report: (sessionId: string, cost: C, settings: PricingSettings) => CostReport,
  ): Promise<Answer> {
    const { callbacks, guard, settings } = this.#parts;
    if (data === undefined || callbacks.sessionCost === undefined) return rejected;
    const cost = read(data);
    if (cost === undefined) return malformed;
    const transaction = findPriced(cost.transactionId, this.#parts);
    if (transaction === undefined) return rejected;

    this.#replaceTriggers(transaction, cost);
    const told = report(transaction.sessionId, cost, settings);
    return guard.ask('sessionCost', () => callbacks.sessionCost?.(told) ?? rejected, rejected);
  }

  /** The next transaction of the connector has triggers of its own. */
  #replaceTriggers(transaction: PricedTransaction, { triggerMeterValue = {} }: RunningCost | FinalCost): void {
    const active = this.#parts.transactions.active(transaction.connectorId);
    if (active?.sessionId === transaction.sessionId) this.#triggers.replace(transaction, triggerMeterValue);
  }
}
