import type { JsonObject } from '../../../../../../lib/ocpp16/configuration/index.js';
import type { ChargePointCallbacks } from '../../../../../../lib/ocpp16/core/callbacks.js';
import { Kit, type KitOptions } from '../../charge-point/support/kit.js';

export const vendorId = 'org.openchargealliance.costmsg';

type Told = ['defaultPrice' | 'sessionCost' | 'tariffMessage', unknown];

/** A station that shows prices, and what its application was told of them. */
export class PricedStation {
  readonly kit: Kit;
  readonly told: Told[];

  static async prepare(costAndPrice: JsonObject = {}, options: KitOptions = {}): Promise<PricedStation> {
    const told: Told[] = [];
    const callbacks: Partial<ChargePointCallbacks> = {
      defaultPrice: (texts) => void told.push(['defaultPrice', texts]),
      sessionCost(report) {
        told.push(['sessionCost', report]);
        return { status: 'Accepted' };
      },
      tariffMessage(message) {
        told.push(['tariffMessage', message]);
        return { status: 'Accepted' };
      },
      ...options.callbacks,
    };
    const CostAndPrice = { CustomDisplayCostAndPrice: true, ...costAndPrice };
    const kit = await Kit.create({ ...options, callbacks, keys: { ...options.keys, CostAndPrice } });
    return new PricedStation(kit, told);
  }

  /** Booted, and nothing told yet. */
  static async start(costAndPrice: JsonObject = {}, options: KitOptions = {}): Promise<PricedStation> {
    const station = await PricedStation.prepare(costAndPrice, options);
    await station.kit.station.start();
    await station.forget();
    return station;
  }

  private constructor(kit: Kit, told: Told[]) {
    this.kit = kit;
    this.told = told;
  }

  async forget(): Promise<void> {
    await this.kit.clock.settle();
    this.kit.forget();
    this.told.length = 0;
  }

  /** A message of the white paper; a text goes as it is. */
  send(messageId: string, data?: unknown): Promise<unknown> {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    return this.kit.csms.call('DataTransfer', { vendorId, messageId, ...(text !== undefined && { data: text }) });
  }

  /** Charging as transaction 1 of the central system. */
  async charge(): Promise<void> {
    await this.kit.charge();
    await this.forget();
  }

  measure(energyWh: number, powerW?: number): void {
    this.kit.station.onMeterValues(1, {
      powerMeter: {
        timestamp: this.kit.now(),
        energyImportWh: { total: energyWh, L1: energyWh / 3 },
        ...(powerW !== undefined && { powerW: { total: powerW, L1: powerW / 3 } }),
      },
    });
  }

  /** The meter values since the last look, as `Other 1 Energy.Active.Import.Register=2.00`. */
  async measured(): Promise<string[]> {
    const payloads = await this.kit.payloads('MeterValues');
    this.kit.forget();
    return payloads.map(({ meterValue, transactionId }) => {
      const [value] = meterValue as { sampledValue: { context: string; measurand: string; value: string }[] }[];
      const values = value!.sampledValue.map(({ measurand, value: read }) => `${measurand}=${read}`);
      return [value!.sampledValue[0]!.context, transactionId, ...values].join(' ');
    });
  }
}
