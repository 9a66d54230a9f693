import { describe, expect, test } from '@jest/globals';
import { PricedStation } from './support/priced-station.js';

const defaults = { Language: 'en', DefaultPrice: { priceText: 'usual', priceTextOffline: 'usual, offline' } };
const usual = [{ content: 'usual', language: 'en' }];
const yours = [{ content: 'yours', language: 'en' }];
const ofToken = { type: 'IdToken', id: 'DEADBEEF' };

describe('46 · SetUserPrice before a transaction', () => {
  test('is told for the token', async () => {
    const station = await PricedStation.start(defaults);

    expect(await station.send('SetUserPrice', { idToken: 'DEADBEEF', priceText: 'yours' })).toEqual({
      status: 'Accepted',
    });

    expect(station.told).toEqual([['tariffMessage', { texts: yours, identifier: ofToken }]]);
  });

  const priceTextExtra = [{ content: 'deins', language: 'de', format: 'UTF8' }];

  test.each([
    ['with', { CustomMultiLanguageMessages: true }, [...yours, ...priceTextExtra]],
    ['without', {}, yours],
  ])('%s CustomMultiLanguageMessages', async (_, keys, texts) => {
    const station = await PricedStation.start({ ...defaults, ...keys });

    await station.send('SetUserPrice', { idToken: 'DEADBEEF', priceText: 'yours', priceTextExtra });

    expect(station.told).toEqual([['tariffMessage', { texts, identifier: ofToken }]]);
  });

  test.each([
    ['no data', undefined, { status: 'Rejected' }],
    ['no token', { priceText: 'yours' }, { status: 'Rejected' }],
    ['an empty token', { idToken: '' }, { status: 'Rejected' }],
    ['no JSON', '{', { status: 'Rejected', data: 'json parsing failed' }],
    ['a wrong type', { idToken: 'A', priceText: 1 }, { status: 'Rejected', data: 'json parsing failed' }],
  ])('with %s is rejected', async (_, data, answer) => {
    const station = await PricedStation.start(defaults);

    expect(await station.send('SetUserPrice', data)).toEqual(answer);
    expect(station.told).toEqual([]);
  });

  test('is rejected without anybody to show it, or when that fails', async () => {
    const alone = await PricedStation.start(defaults, { without: ['tariffMessage'] });
    const failing = await PricedStation.start(defaults, {
      callbacks: {
        tariffMessage() {
          throw new Error('no display');
        },
      },
    });

    expect(await alone.send('SetUserPrice', { idToken: 'A' })).toEqual({ status: 'Rejected' });
    expect(await failing.send('SetUserPrice', { idToken: 'A' })).toEqual({ status: 'Rejected' });
  });

  test('another message of the vendor is not known', async () => {
    const station = await PricedStation.start(defaults);

    expect(await station.send('SetPrice', {})).toEqual({ status: 'UnknownMessageId' });
  });
});

describe('46 · SetUserPrice during a transaction', () => {
  const ofSession = { identifier: { type: 'SessionId', id: 'session-1' }, transactionId: 1 };

  test.each(['DEADBEEF', 'deadbeef'])('is told for the session of %s', async (idToken) => {
    const station = await PricedStation.start(defaults);
    await station.charge();

    await station.send('SetUserPrice', { idToken, priceText: 'yours' });

    expect(station.told).toEqual([['tariffMessage', { texts: yours, ...ofSession }]]);
  });

  test('has no transaction id before the central system has given one', async () => {
    const station = await PricedStation.start(defaults);
    station.kit.csms.on('StartTransaction', () => ({ error: 'InternalError' }));
    await station.charge();

    await station.send('SetUserPrice', { idToken: 'DEADBEEF', priceText: 'yours' });

    expect(station.told).toEqual([['tariffMessage', { texts: yours, identifier: ofSession.identifier }]]);
  });

  test('counts for a transaction that has just stopped, and for the token afterwards', async () => {
    const station = await PricedStation.start(defaults);
    await station.charge();
    station.kit.stopTransaction();

    const price = { idToken: 'DEADBEEF', priceText: 'yours' };
    await station.send('SetUserPrice', price);
    await station.kit.clock.settle();
    await station.send('SetUserPrice', price);

    expect(station.told).toEqual([
      ['tariffMessage', { texts: yours, ...ofSession }],
      ['tariffMessage', { texts: yours, identifier: ofToken }],
    ]);
  });
});

describe('46 · wait for the price of the user', () => {
  const waiting = { ...defaults, WaitForSetUserPriceTimeout: 2000 };

  test('the price that comes in time is part of the authorization', async () => {
    const station = await PricedStation.start(waiting);

    const answer = station.kit.station.authorize('DEADBEEF');
    await station.kit.pass(1.9);
    await station.send('SetUserPrice', { idToken: 'deadbeef', priceText: 'yours' });

    expect(await answer).toEqual({ status: 'Accepted', tariffTexts: yours });
    expect(station.told.map(([what]) => what)).toEqual(['tariffMessage']);
  });

  test('also when it comes before the answer to Authorize', async () => {
    const station = await PricedStation.start(waiting);
    station.kit.csms.on('Authorize', () => {
      void station.send('SetUserPrice', { idToken: 'DEADBEEF', priceText: 'yours' });
      return { idTagInfo: { status: 'Accepted' } };
    });

    const answer = station.kit.station.authorize('DEADBEEF');
    await station.kit.clock.settle();

    expect(await answer).toEqual({ status: 'Accepted', tariffTexts: yours });
  });

  test('after the time the default price counts, and a later price is told all the same', async () => {
    const station = await PricedStation.start(waiting);

    const answer = station.kit.station.authorize('DEADBEEF');
    await station.kit.pass(1.9);
    await station.send('SetUserPrice', { idToken: 'SOMEBODY', priceText: 'theirs' });
    await station.forget();
    await station.kit.pass(0.1);
    expect(await answer).toEqual({ status: 'Accepted', tariffTexts: usual });
    await station.send('SetUserPrice', { idToken: 'DEADBEEF', priceText: 'yours' });

    expect(station.told).toEqual([
      ['tariffMessage', { texts: usual, identifier: ofToken }],
      ['tariffMessage', { texts: yours, identifier: ofToken }],
    ]);
  });

  test('without a time to wait the default price counts at once', async () => {
    const station = await PricedStation.start(defaults);

    expect(await station.kit.station.authorize('DEADBEEF')).toEqual({ status: 'Accepted', tariffTexts: usual });
    expect(station.told).toEqual([['tariffMessage', { texts: usual, identifier: ofToken }]]);
  });

  test('who is not accepted is told no price', async () => {
    const station = await PricedStation.start(waiting);
    station.kit.csms.on('Authorize', () => ({ idTagInfo: { status: 'Blocked' } }));

    expect(await station.kit.station.authorize('DEADBEEF')).toEqual({ status: 'Blocked' });
    expect(station.told).toEqual([]);
  });

  test('an acceptance of the cache comes with the default price that fits', async () => {
    const Core = { LocalPreAuthorize: true, LocalAuthorizeOffline: true, AuthorizationCacheEnabled: true };
    const station = await PricedStation.start(defaults, {
      keys: { Core },
    });
    await station.kit.station.authorize('DEADBEEF');
    await station.forget();

    expect(await station.kit.station.authorize('DEADBEEF')).toEqual({ status: 'Accepted', tariffTexts: usual });
    station.kit.csms.lose();
    await station.forget();
    expect(await station.kit.station.authorize('DEADBEEF')).toEqual({
      status: 'Accepted',
      tariffTexts: [{ content: 'usual, offline', language: 'en' }],
    });
    expect(station.told).toEqual([]);
  });

  test('a stop does not wait for prices', async () => {
    const station = await PricedStation.start(waiting);
    const answer = station.kit.station.authorize('DEADBEEF');
    await station.kit.clock.settle();

    await station.kit.station.stop();

    expect(await answer).toMatchObject({ status: 'Accepted' });
  });
});
