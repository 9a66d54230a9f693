import type { Configuration } from '../configuration/index.js';
import type { Request } from '../messages/index.js';

/** OCPP 1.6 §4.2: what BootNotification says of the station. */
export function stationIdentity(configuration: Configuration): Request<'BootNotification'> {
  const optional = {
    chargePointSerialNumber: configuration.get('ChargePointSerialNumber'),
    firmwareVersion: configuration.get('FirmwareVersion'),
    iccid: configuration.get('ICCID'),
    imsi: configuration.get('IMSI'),
    meterSerialNumber: configuration.get('MeterSerialNumber'),
    meterType: configuration.get('MeterType'),
  };
  return {
    chargeBoxSerialNumber: configuration.get('ChargeBoxSerialNumber'),
    chargePointModel: configuration.get('ChargePointModel'),
    chargePointVendor: configuration.get('ChargePointVendor'),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** What the application knows of the station; absent members leave the configured value. */
export interface ChargePointInformation {
  readonly vendor?: string;
  readonly model?: string;
  readonly chargePointSerialNumber?: string;
  readonly chargeBoxSerialNumber?: string;
  readonly firmwareVersion?: string;
}

export interface ModemInformation {
  readonly iccid?: string;
  readonly imsi?: string;
}

export interface MeterInformation {
  readonly serialNumber?: string;
  readonly type?: string;
}

const informationKeys = {
  vendor: 'ChargePointVendor',
  model: 'ChargePointModel',
  chargePointSerialNumber: 'ChargePointSerialNumber',
  chargeBoxSerialNumber: 'ChargeBoxSerialNumber',
  firmwareVersion: 'FirmwareVersion',
  iccid: 'ICCID',
  imsi: 'IMSI',
  serialNumber: 'MeterSerialNumber',
  type: 'MeterType',
} as const;

type Information = { readonly [Name in keyof typeof informationKeys]?: string };

/** Stores what is given; the next BootNotification carries it. */
export function storeInformation(configuration: Configuration, information: Information): void {
  for (const name of Object.keys(informationKeys) as (keyof Information)[]) {
    const value = information[name];
    if (value !== undefined) configuration.set(informationKeys[name], value);
  }
}
