import { describe, expect, test } from '@jest/globals';
import type { WithdrawAuthorizationRequest, WithdrawAuthorizationResult } from '#generated/types/authorization';
import { accepted, byGroup, card, idToken, startAuth, type AuthKit } from './auth-kit.js';

function withdraw(auth: AuthKit, request: WithdrawAuthorizationRequest = {}): Promise<WithdrawAuthorizationResult> {
  return auth.kit.call('main', 'withdraw_authorization', { request });
}

async function twoGrants(): Promise<AuthKit> {
  const auth = await startAuth({ verdicts: [byGroup] });
  await auth.present(card('G.1', { connectors: [1] }));
  await auth.present(card('G.2', { connectors: [2] }));
  return auth;
}

const a = idToken('G.1');
const b = idToken('G.2');

describe('withdraw_authorization', () => {
  test.each([
    ['EVSE and token', { evse_id: 1, id_token: a }, 'Accepted', [1, 0]],
    ['EVSE only', { evse_id: 2 }, 'Accepted', [0, 1]],
    ['token only', { id_token: b }, 'Accepted', [0, 1]],
    ['neither: all', {}, 'Accepted', [1, 1]],
    ['EVSE and another token', { evse_id: 1, id_token: b }, 'AuthorizationNotFound', [0, 0]],
    ['token without regard to case', { id_token: idToken('g.1') }, 'Accepted', [1, 0]],
    ['token of another type', { id_token: idToken('G.1', 'Local') }, 'AuthorizationNotFound', [0, 0]],
    ['unknown EVSE', { evse_id: 3, id_token: a }, 'EvseNotFound', [0, 0]],
  ] as const)('%s', async (_form, request, result, withdrawals) => {
    const auth = await twoGrants();

    await expect(withdraw(auth, request)).resolves.toBe(result);

    expect([auth.withdrawals(1), auth.withdrawals(2)]).toEqual(withdrawals);
  });

  test('after grant, before transaction: Processing, Accepted, UsedToStart, Withdrawn', async () => {
    const auth = await startAuth({ verdicts: [byGroup] });
    await auth.present(card('G.1', { connectors: [1], prevalidated: false }));

    await withdraw(auth);
    await auth.kit.settle();

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart', 'Withdrawn']);
    expect(auth.last?.token).toEqual(card('G.1', { parent_id_token: idToken('G', 'Central'), connectors: [1] }));
  });

  test('the grant is gone when the EVSE says so', async () => {
    const auth = await startAuth();
    await auth.present(card('A', { connectors: [1] }));
    await withdraw(auth);
    await auth.event(1, 'Deauthorized');

    await expect(withdraw(auth)).resolves.toBe('AuthorizationNotFound');
    await auth.present(card('B', { connectors: [1] }));

    expect(auth.grants(1)).toEqual(['A', 'B']);
  });

  test('during a transaction: stop_transaction DeAuthorized without token and no status', async () => {
    const auth = await startAuth();
    await auth.charge(1, card('A'));

    await expect(withdraw(auth, { evse_id: 1 })).resolves.toBe('Accepted');

    expect(auth.stops(1)).toEqual([{ reason: 'DeAuthorized' }]);
    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart']);
  });

  test('a transaction that begins while its grant is taken back is stopped', async () => {
    const auth = await startAuth();
    await auth.present(card('A', { connectors: [1] }));
    auth.evse(1).answer('withdraw_authorization', () => auth.startTransaction(1));

    expect(await withdraw(auth, { evse_id: 1 })).toBe('Accepted');

    expect(auth.stops(1)).toEqual([{ reason: 'DeAuthorized' }]);
    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart']);
  });

  test('while waiting for a plug-in: Processing, Accepted, Withdrawn and no command', async () => {
    const auth = await startAuth();
    await auth.present(card('A'));

    await expect(withdraw(auth, { id_token: idToken('A') })).resolves.toBe('Accepted');

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'Withdrawn']);
    expect(auth.withdrawals(1) + auth.withdrawals(2)).toBe(0);
  });

  test('a request for another token leaves the waiting one alone', async () => {
    const auth = await startAuth();
    await auth.present(card('A'));

    await expect(withdraw(auth, { id_token: idToken('B') })).resolves.toBe('AuthorizationNotFound');
    await auth.plugIn(1);

    expect(auth.grants(1)).toEqual(['A']);
  });

  test('a request for an EVSE that the waiting token does not fit leaves it alone', async () => {
    const auth = await startAuth({ evseIds: [1, 2, 3] });
    await auth.present(card('A', { connectors: [1, 2] }));

    await expect(withdraw(auth, { evse_id: 3 })).resolves.toBe('AuthorizationNotFound');

    expect(auth.statuses).toEqual(['Processing', 'Accepted']);
  });

  test('a token in validation is waited for and its grant withdrawn', async () => {
    let release = (): void => undefined;
    const validated = new Promise<void>((resolve) => (release = resolve));
    const auth = await startAuth({ verdicts: [() => validated.then(() => accepted())] });
    await auth.present(card('A', { connectors: [1] }));
    const result = withdraw(auth);
    await auth.kit.settle();

    release();

    await expect(result).resolves.toBe('Accepted');
    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart', 'Withdrawn']);
    expect(auth.withdrawals(1)).toBe(1);
  });

  test('is forgotten when it is done: a later token of the same kind is not interrupted', async () => {
    const auth = await startAuth();
    await auth.present(card('A'));
    await withdraw(auth);

    await auth.present(card('A'));
    await auth.plugIn(2);

    expect(auth.grants(2)).toEqual(['A']);
  });

  test('leaves alone who got the EVSE while another one was being asked', async () => {
    const auth = await startAuth();
    await auth.present(card('A', { connectors: [1] }));
    await auth.present(card('A', { connectors: [2] }));
    let answer = (): void => undefined;
    auth.evse(1).answer('withdraw_authorization', () => new Promise<void>((resolve) => (answer = resolve)));
    const withdrawn = withdraw(auth, { id_token: idToken('A') });
    await auth.kit.settle();
    await auth.event(2, 'Deauthorized');
    await auth.present(card('B', { connectors: [2] }));

    answer();

    await expect(withdrawn).resolves.toBe('Accepted');
    expect([auth.withdrawals(2), auth.statusesOf('B').at(-1)]).toEqual([0, 'UsedToStart']);
  });

  test('requests are processed one at a time', async () => {
    const auth = await twoGrants();

    const results = await Promise.all([withdraw(auth, { evse_id: 1 }), withdraw(auth, { evse_id: 2 })]);

    expect(results).toEqual(['Accepted', 'Accepted']);
  });
});
