import { describe, expect, test } from '@jest/globals';
import { v2gRequest } from '../../../../modules/EvManager/v2g-request.js';
import { carConfig } from './car-config.js';

const config = carConfig({ departure_time: 86_400, e_amount: 7, force_payment_option: true });

describe('V2G request', () => {
  test.each([
    [['ac'], {}, 86_400, 7],
    [['ac', 'auto'], {}, 86_400, 7],
    [['ac', 'contract'], { payment_option: 'Contract', enforce_payment_option: true }, 86_400, 7],
    [['ac', 'externalpayment'], { payment_option: 'ExternalPayment', enforce_payment_option: true }, 86_400, 7],
    [['ac', '3600', '100'], {}, 3600, 100],
    [['ac', 'contract', '3600', '100'], { payment_option: 'Contract', enforce_payment_option: true }, 3600, 100],
    [['ac', '', '3600', '100'], {}, 3600, 100],
  ])('%j', (args, payment, departureTime, amount) => {
    expect(v2gRequest(args, config)).toEqual({
      type: 'request',
      energyMode: 'AC',
      unknownPayment: undefined,
      request: {
        EnergyTransferMode: 'AC_three_phase_core',
        SelectedPaymentOption: payment,
        DepartureTime: departureTime,
        EAmount: amount,
      },
    });
  });

  test('a single-phase car asks for a single phase, DC for the extended connector', () => {
    const onePhase = carConfig({ three_phases: false });

    expect(v2gRequest(['ac'], onePhase)).toMatchObject({ request: { EnergyTransferMode: 'AC_single_phase_core' } });
    expect(v2gRequest(['dc'], onePhase)).toMatchObject({ request: { EnergyTransferMode: 'DC_extended' } });
  });

  test('an unknown payment option is named and left to the vehicle', () => {
    expect(v2gRequest(['dc', 'cash'], config)).toMatchObject({
      unknownPayment: 'cash',
      request: { SelectedPaymentOption: {} },
    });
  });

  test('another mode is told apart from unusable numbers', () => {
    expect(v2gRequest(['mcs'], config)).toEqual({ type: 'unknown-mode' });
    expect(v2gRequest(['ac', 'soon', '0'], config)).toMatchObject({ type: 'unusable' });
  });
});
