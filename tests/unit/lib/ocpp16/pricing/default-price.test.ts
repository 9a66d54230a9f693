import { describe, expect, test } from '@jest/globals';
import { PricedStation } from './support/priced-station.js';

const prices = {
  Language: 'en',
  SupportedLanguages: 'en, de ,nl',
  CustomMultiLanguageMessages: true,
  DefaultPrice: { priceText: 'online', priceTextOffline: 'offline' },
  DefaultPriceText: {
    priceTexts: [
      { priceText: 'verbunden', priceTextOffline: 'getrennt', language: 'de' },
      { priceText: 'verbonden', language: 'nl' },
    ],
  },
};

const offline = [
  { content: 'offline', language: 'en' },
  { content: 'getrennt', language: 'de' },
];
const online = [
  { content: 'online', language: 'en' },
  { content: 'verbunden', language: 'de' },
  { content: 'verbonden', language: 'nl' },
];

describe('46 · default price publishing', () => {
  test('at start without, at each connect and disconnect with the texts that fit', async () => {
    const station = await PricedStation.prepare(prices);
    station.kit.csms.isReachable = false;

    await station.kit.station.start();
    await station.kit.clock.settle();
    expect(station.told).toEqual([['defaultPrice', offline]]);

    station.kit.csms.open();
    await station.kit.clock.settle();
    station.kit.csms.lose();
    await station.kit.clock.settle();
    expect(station.told.slice(1)).toEqual([
      ['defaultPrice', online],
      ['defaultPrice', offline],
    ]);
  });

  test('an accepted change of DefaultPrice is published', async () => {
    const station = await PricedStation.start(prices);

    const value = JSON.stringify({ priceText: 'cheaper' });
    expect(await station.kit.csms.call('ChangeConfiguration', { key: 'DefaultPrice', value })).toEqual({
      status: 'Accepted',
    });
    await station.kit.clock.settle();

    expect(station.told).toEqual([['defaultPrice', [{ content: 'cheaper', language: 'en' }, ...online.slice(1)]]]);
  });

  test('a text for another language is published, also where there was none', async () => {
    const { DefaultPriceText: _, ...withoutTexts } = prices;
    const station = await PricedStation.start(withoutTexts);

    const value = JSON.stringify({ priceText: 'neu' });
    expect(await station.kit.csms.call('ChangeConfiguration', { key: 'DefaultPriceText,de', value })).toEqual({
      status: 'Accepted',
    });
    await station.kit.clock.settle();

    expect(station.told).toEqual([['defaultPrice', [online[0], { content: 'neu', language: 'de' }]]]);
  });

  test.each([
    ['DefaultPrice', 'no JSON'],
    ['DefaultPrice', '{}'],
    ['DefaultPrice', '{"priceText":""}'],
    ['DefaultPrice', '{"priceText":"a","chargingPrice":{"kWhPrice":"free"}}'],
    ['DefaultPrice', '["a"]'],
    ['DefaultPriceText,de', 'no JSON'],
    ['DefaultPriceText,de', '{}'],
    ['DefaultPriceText,de', '{"priceText":""}'],
    ['DefaultPriceText,fr', '{"priceText":"a"}'],
  ])('a malformed %s is rejected and leaves the old one in force (%s)', async (key, value) => {
    const station = await PricedStation.start(prices);

    expect(await station.kit.csms.call('ChangeConfiguration', { key, value })).toEqual({ status: 'Rejected' });
    await station.kit.clock.settle();
    expect(station.told).toEqual([]);

    station.kit.csms.reconnect();
    await station.kit.clock.settle();
    expect(station.told.at(-1)).toEqual(['defaultPrice', online]);
  });

  test('a text without a wanted one is left out, and nothing at all is not published', async () => {
    const station = await PricedStation.prepare({ DefaultPrice: { priceText: 'online' } });

    await station.kit.station.start();
    await station.kit.clock.settle();

    expect(station.told).toEqual([['defaultPrice', [{ content: 'online' }]]]);
  });

  test('nothing is published while prices are not to be shown', async () => {
    const station = await PricedStation.prepare({ ...prices, CustomDisplayCostAndPrice: false });

    await station.kit.station.start();
    await station.kit.clock.settle();

    expect(station.told).toEqual([]);
    expect(await station.send('SetUserPrice', { idToken: 'A' })).toEqual({ status: 'UnknownVendorId' });
    expect(await station.kit.station.authorize('A')).toEqual({ status: 'Accepted' });
  });
});
