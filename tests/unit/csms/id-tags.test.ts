import { describe, expect, test } from '@jest/globals';
import { defaultIdTags, IdTags } from '../../../csms/id-tags.js';

const nowMs = Date.UTC(2026, 0, 1);

describe('id tags', () => {
  test('DEADBEEF and any other tag are accepted by default', () => {
    const tags = new IdTags(defaultIdTags, true);

    expect(tags.info('deadbeef', nowMs)).toEqual({ status: 'Accepted' });
    expect(tags.info('OTHER', nowMs)).toEqual({ status: 'Accepted' });
  });

  test('unknown tags are invalid when told so', () => {
    expect(new IdTags(defaultIdTags, false).info('OTHER', nowMs)).toEqual({ status: 'Invalid' });
  });

  test('status, parent and expiry are reported', () => {
    const tags = new IdTags(
      [{ idTag: 'A', status: 'Blocked', parentIdTag: 'P', expiryDate: '2027-01-01T00:00:00Z' }],
      true,
    );

    expect(tags.info('A', nowMs)).toEqual({ status: 'Blocked', parentIdTag: 'P', expiryDate: '2027-01-01T00:00:00Z' });
  });

  test('an accepted tag expires', () => {
    const tags = new IdTags([{ idTag: 'A', status: 'Accepted', expiryDate: '2026-01-01T00:00:00Z' }], true);

    expect(tags.info('A', nowMs - 1).status).toBe('Accepted');
    expect(tags.info('A', nowMs).status).toBe('Expired');
  });
});
