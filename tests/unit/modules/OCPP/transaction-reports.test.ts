import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StationKit } from './support/station-kit.js';

let station: StationKit;

beforeEach(async () => {
  station = await StationKit.start();
});

afterEach(() => station.remove());

describe('ocpp_transaction_event', () => {
  const evse = { id: 1, connector_id: 1 };
  const session_id = 'session-1';

  test('Started, Updated, Ended', async () => {
    await station.charge();
    await station.finishTransaction(1, { reason: 'Local' });

    expect(station.kit.published('ocpp_generic', 'ocpp_transaction_event')).toEqual([
      { transaction_event: 'Started', evse, session_id },
      { transaction_event: 'Updated', evse, session_id, transaction_id: '1' },
      { transaction_event: 'Ended', evse, session_id, transaction_id: '1' },
    ]);
  });

  test('Ended has a negative id while the central system has given none', async () => {
    station.csms.lose();
    await station.charge();
    await station.finishTransaction(1, { reason: 'Local' });

    const [, ended] = station.kit.published('ocpp_generic', 'ocpp_transaction_event');
    expect(Number(ended?.transaction_id)).toBeLessThan(0);
  });

  test('parent id update', async () => {
    station.csms.on('StartTransaction', () => ({
      transactionId: 42,
      idTagInfo: { status: 'Accepted', parentIdTag: 'PARENT' },
    }));

    await station.charge();

    expect(station.kit.published('auth_validator', 'validate_result_update')).toEqual([
      {
        validation_result: {
          authorization_status: 'Accepted',
          tariff_messages: [],
          parent_id_token: { value: 'PARENT', type: 'ISO14443' },
        },
        connector_id: 1,
      },
    ]);
  });
});
