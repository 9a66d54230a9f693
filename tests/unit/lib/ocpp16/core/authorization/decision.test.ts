import { describe, expect, test } from '@jest/globals';
import type { IdTagInfo } from '../../../../../../lib/ocpp16/messages/index.js';
import {
  decideLocally,
  offlineAnswer,
  type AuthorizationFacts,
} from '../../../../../../lib/ocpp16/core/authorization/decision.js';

const accepted: IdTagInfo = { status: 'Accepted' };
const blocked: IdTagInfo = { status: 'Blocked' };
const expired: IdTagInfo = { status: 'Expired' };

const online = { isConnected: true, localPreAuthorize: true, localAuthorizeOffline: false };
const offline = { isConnected: false, localPreAuthorize: false, localAuthorizeOffline: true };
const onlineStrict = { isConnected: true, localPreAuthorize: false, localAuthorizeOffline: true };
const offlineStrict = { isConnected: false, localPreAuthorize: true, localAuthorizeOffline: false };

describe('authorization matrix', () => {
  test.each<[string, AuthorizationFacts, string, string | undefined]>([
    ['online, list accepts', { ...online, listEntry: accepted }, 'list', 'Accepted'],
    ['online, list blocks', { ...online, listEntry: blocked, cacheEntry: accepted }, 'list', 'Blocked'],
    ['online, cache accepts', { ...online, cacheEntry: accepted }, 'cache', 'Accepted'],
    ['online, cache expired', { ...online, cacheEntry: expired }, 'centralSystem', undefined],
    ['online, cache blocks', { ...online, cacheEntry: blocked }, 'centralSystem', undefined],
    ['online, nothing known', online, 'centralSystem', undefined],
    ['online without LocalPreAuthorize', { ...onlineStrict, listEntry: accepted }, 'centralSystem', undefined],
    ['online without LocalPreAuthorize, cache', { ...onlineStrict, cacheEntry: accepted }, 'centralSystem', undefined],
    ['offline, list accepts', { ...offline, listEntry: accepted }, 'list', 'Accepted'],
    ['offline, list expired', { ...offline, listEntry: expired }, 'list', 'Expired'],
    ['offline, cache accepts', { ...offline, cacheEntry: accepted }, 'cache', 'Accepted'],
    ['offline, cache blocks', { ...offline, cacheEntry: blocked }, 'centralSystem', undefined],
    ['offline without LocalAuthorizeOffline', { ...offlineStrict, listEntry: accepted }, 'centralSystem', undefined],
  ])('%s', (_, facts, by, status) => {
    const decision = decideLocally(facts);

    expect(decision.by).toBe(by);
    expect('idTagInfo' in decision ? decision.idTagInfo.status : undefined).toBe(status);
  });

  test.each([
    [true, [], 'Accepted'],
    [false, [], 'Invalid'],
    [true, [accepted], 'Accepted'],
    [false, [accepted], 'Invalid'],
    [true, [undefined, blocked], 'Blocked'],
    [true, [expired], 'Expired'],
    [false, [blocked], 'Blocked'],
  ])('OCPP 1.6 §3.5.4 · unknown ids allowed %s, known %p: %s', (allowed, known, status) => {
    expect(offlineAnswer(allowed, known).status).toBe(status);
  });
});
