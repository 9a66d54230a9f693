import { describe, expect, test } from '@jest/globals';
import {
  isObtainable,
  remoteStartCandidates,
  type CandidateFacts,
} from '../../../../../../lib/ocpp16/core/remote/candidates.js';

const free: CandidateFacts = { connectorId: 1, status: 'Available', hasTransaction: false, reservation: 'NotReserved' };
const rules = { numberOfConnectors: 3, rejectWithoutConnectorId: false, findFirst: false };

function only(...obtainable: number[]): (connectorId: number) => CandidateFacts {
  return (connectorId) => ({ ...free, connectorId, hasTransaction: !obtainable.includes(connectorId) });
}

describe('candidates of a remote start', () => {
  test.each<[Partial<CandidateFacts>, boolean]>([
    [{}, true],
    [{ status: 'Preparing' }, true],
    [{ status: 'Finishing' }, false],
    [{ status: 'Unavailable' }, false],
    [{ status: 'Faulted' }, false],
    [{ hasTransaction: true }, false],
    [{ status: 'Reserved', reservation: 'ReservedForToken' }, true],
    [{ status: 'Reserved', reservation: 'ReservedForOtherToken' }, false],
    [{ status: 'Reserved', reservation: 'ReservedForOtherTokenAndHasParentToken' }, true],
    [{ status: 'Reserved', reservation: 'NotReserved' }, true],
    [{ status: 'Available', reservation: 'ReservedForOtherToken' }, true],
  ])('%p is obtainable: %s', (facts, expected) => {
    expect(isObtainable({ ...free, ...facts })).toBe(expected);
  });

  test.each([-1, 0, 4])('connector %i does not exist', (connectorId) => {
    expect(remoteStartCandidates({ ...rules, connectorId }, only(1, 2, 3))).toBeUndefined();
  });

  test('the given connector is the only candidate', () => {
    expect(remoteStartCandidates({ ...rules, connectorId: 2 }, only(2))).toEqual([2]);
    expect(remoteStartCandidates({ ...rules, connectorId: 2 }, only(1))).toBeUndefined();
  });

  test('without a connector id all stay referenced while one of them is obtainable', () => {
    expect(remoteStartCandidates(rules, only(3))).toEqual([1, 2, 3]);
    expect(remoteStartCandidates(rules, only())).toBeUndefined();
  });

  test('RemoteStartTransactionWithoutConnectorIdFindFirst takes the first obtainable one', () => {
    expect(remoteStartCandidates({ ...rules, findFirst: true }, only(2, 3))).toEqual([2]);
  });

  test('RejectRemoteStartTransactionWithoutConnectorId rejects', () => {
    expect(remoteStartCandidates({ ...rules, rejectWithoutConnectorId: true }, only(1))).toBeUndefined();
  });
});
