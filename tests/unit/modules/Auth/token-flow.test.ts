import { describe, expect, test } from '@jest/globals';
import { CommandTimeout } from 'everest-ts/testing';
import { accepted, byGroup, card, idToken, refused, startAuth, timeoutMs, token } from './auth-kit.js';

describe('a token on its way', () => {
  test('valid token with a plug-in: Processing, Accepted, UsedToStart', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);

    await auth.present(card('A'));

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart']);
    expect(auth.last?.token.connectors).toEqual([1]);
  });

  test('authorize_response is sent before UsedToStart is published', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);
    let answer = (): void => undefined;
    auth.evse(1).answer('authorize_response', () => new Promise<void>((resolve) => (answer = resolve)));
    await auth.present(card('A'));
    const before = auth.statuses;

    answer();
    await auth.kit.settle();

    expect(before).toEqual(['Processing', 'Accepted']);
    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart']);
  });

  test('a token that the EVSE grants late or never is still reported as used', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);
    auth.evse(1).answer('authorize_response', () => {
      throw new CommandTimeout('no answer');
    });

    await auth.present(card('A'));

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart']);
    expect(auth.kit.failure).toBeUndefined();
  });

  test('invalid token: Processing, Rejected, no EVSE is told', async () => {
    const auth = await startAuth({ verdicts: [() => refused()] });
    await auth.plugIn(1);

    await auth.present(card('A'));

    expect(auth.statuses).toEqual(['Processing', 'Rejected']);
    expect(auth.evse(1).calls('authorize_response')).toEqual([]);
  });

  test('a rejected token that names EVSEs is told to each of them that exists', async () => {
    const auth = await startAuth({ verdicts: [() => refused('Blocked')] });
    const contract = token('EMAID', 'PlugAndCharge', { id_token: idToken('EMAID', 'eMAID'), connectors: [1, 7] });

    await auth.present(contract);

    expect(auth.evse(1).calls('authorize_response')).toEqual([
      { provided_token: contract, validation_result: refused('Blocked') },
    ]);
    expect(auth.statuses).toEqual(['Processing', 'Rejected']);
  });

  test('an accepted contract is granted at its EVSE with everything the vehicle gave', async () => {
    const modes = { certificate_status: 'Accepted' as const, allowed_energy_transfer_modes: ['DC_extended' as const] };
    const auth = await startAuth({ verdicts: [() => accepted(modes)] });
    const contract = token('EMAID', 'PlugAndCharge', { connectors: [2], certificate: '-----BEGIN CERTIFICATE-----' });
    await auth.plugIn(2);

    await auth.present(contract);

    expect(auth.evse(2).calls('authorize_response')).toEqual([
      { provided_token: contract, validation_result: accepted(modes) },
    ]);
  });

  test('messages is always an array and filled for Accepted only', async () => {
    const messages = [{ content: '0.30 EUR/kWh', language: 'en' }];
    const auth = await startAuth({ verdicts: [() => accepted({ tariff_messages: messages })] });
    await auth.plugIn(1);

    await auth.present(card('A'));

    const published = auth.kit.published('main', 'token_validation_status');
    expect(published.map((message) => message.messages)).toEqual([[], messages, []]);
  });

  test('Accepted and later carry the group of the validator, the grant carries the EVSE', async () => {
    const auth = await startAuth({ verdicts: [byGroup] });
    await auth.plugIn(1);

    await auth.present(card('G.1'));

    const tokens = auth.kit.published('main', 'token_validation_status').map((message) => message.token);
    const group = idToken('G', 'Central');
    expect(tokens).toEqual([
      card('G.1'),
      card('G.1', { parent_id_token: group }),
      card('G.1', { parent_id_token: group, connectors: [1] }),
    ]);
  });

  test('validators are called in order, a failing one counts as Unknown and the first accepted result wins', async () => {
    const asked: string[] = [];
    const auth = await startAuth({
      verdicts: [
        () => {
          asked.push('first');
          throw new CommandTimeout('away');
        },
        () => {
          asked.push('second');
          return accepted({ expiry_time: '2030-01-01T00:00:00.000Z' });
        },
        () => {
          asked.push('third');
          return accepted();
        },
      ],
    });
    await auth.plugIn(1);

    await auth.present(card('A'));

    expect(asked).toEqual(['first', 'second', 'third']);
    expect(auth.evse(1).calls('authorize_response')).toMatchObject([
      { validation_result: { expiry_time: '2030-01-01T00:00:00.000Z' } },
    ]);
    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart']);
  });

  test('with all validators failing the EVSEs named get Unknown', async () => {
    const fails = (): never => {
      throw new CommandTimeout('away');
    };
    const auth = await startAuth({ verdicts: [fails, fails] });

    await auth.present(card('A', { connectors: [1] }));

    expect(auth.evse(1).calls('authorize_response')).toMatchObject([
      { validation_result: { authorization_status: 'Unknown', tariff_messages: [] } },
    ]);
  });

  test('a prevalidated token asks no validator and keeps its own parent', async () => {
    const auth = await startAuth({ verdicts: [() => refused()] });
    const remote = token('REMOTE', 'OCPP', {
      prevalidated: true,
      connectors: [1],
      parent_id_token: idToken('P', 'Central'),
    });

    await auth.present(remote);

    expect(auth.kit.peer('token_validator').calls('validate_token')).toEqual([]);
    expect(auth.evse(1).calls('authorize_response')).toEqual([
      { provided_token: remote, validation_result: accepted({ parent_id_token: idToken('P', 'Central') }) },
    ]);
  });

  test('two validators accept, the first for other EVSEs: Processing, Accepted, Accepted, UsedToStart', async () => {
    const auth = await startAuth({ verdicts: [() => accepted({ evse_ids: [9] }), () => accepted()] });
    await auth.plugIn(1);

    await auth.present(card('A'));

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'Accepted', 'UsedToStart']);
    expect(auth.evse(1).calls('authorize_response')).toMatchObject([
      { provided_token: card('A'), validation_result: { authorization_status: 'NotAtThisLocation', evse_ids: [9] } },
      { provided_token: card('A', { connectors: [1] }), validation_result: { authorization_status: 'Accepted' } },
    ]);
  });

  test('evse_ids need to fit one of the EVSEs in question, not the one selected', async () => {
    const auth = await startAuth({ verdicts: [() => accepted({ evse_ids: [2] })] });
    await auth.plugIn(1);

    await auth.present(card('A'));

    expect(auth.grants(1)).toEqual(['A']);
  });

  test('an empty list of connectors is rejected without validation', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);

    await auth.present(card('A', { connectors: [] }));

    expect(auth.statuses).toEqual(['Processing', 'Rejected']);
    expect(auth.kit.peer('token_validator').calls('validate_token')).toEqual([]);
  });

  test('a second valid token at an authorized EVSE is rejected', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);
    await auth.present(card('A', { connectors: [1] }));

    await auth.present(card('B', { connectors: [1] }));

    expect(auth.statusesOf('B')).toEqual(['Processing', 'Rejected']);
    expect(auth.grants(1)).toEqual(['A']);
  });

  test('while a token is validated another one is handled', async () => {
    let release = (): void => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const auth = await startAuth({
      verdicts: [({ id_token: { value } }) => (value === 'SLOW' ? slow.then(() => accepted()) : accepted())],
    });
    await auth.plugIn(1);
    await auth.present(card('SLOW'));

    await auth.present(card('QUICK'));
    release();
    await auth.plugIn(2);

    expect(auth.grants(1)).toEqual(['QUICK']);
    expect(auth.grants(2)).toEqual(['SLOW']);
  });
});

describe('a token that is at work already', () => {
  test('publishes nothing while it is in process', async () => {
    const auth = await startAuth();
    await auth.present(card('A'));

    await auth.present(card('A'));

    expect(auth.statuses).toEqual(['Processing', 'Accepted']);
  });

  test('publishes nothing while its grant is unused', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);
    await auth.present(card('A'));

    await auth.present(card('A'));

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart']);
  });

  test('the same card several times without a plug-in times out exactly once', async () => {
    const auth = await startAuth();
    for (const _ of [1, 2, 3, 4]) await auth.present(card('A'));

    await auth.kit.clock.advance(timeoutMs);

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'TimedOut']);
  });

  test('in process is told by the value letter by letter, whatever the type', async () => {
    const auth = await startAuth();
    await auth.present(card('abc'));

    await auth.present(card('ABC'));
    await auth.present(card('abc', { id_token: idToken('abc', 'Local') }));

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'Processing', 'Accepted']);
    expect(auth.statusesOf('ABC')).toEqual(['Processing', 'Accepted']);
  });

  test('an unused grant is told by the value without regard to case, and the type', async () => {
    const auth = await startAuth({ config: { stop_transaction_on_reswipe: false } });
    await auth.plugIn(1);
    await auth.present(token('abc', 'OCPP'));

    await auth.present(token('ABC', 'OCPP'));
    await auth.present(token('abc', 'OCPP', { id_token: idToken('abc', 'Local') }));

    expect(auth.statusesOf('ABC')).toEqual([]);
    expect(auth.statusesOf('abc')).toEqual([
      'Processing',
      'Accepted',
      'UsedToStart',
      'Processing',
      'Accepted',
      'UsedToStart',
    ]);
  });
});
