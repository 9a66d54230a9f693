import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { silentLogger } from '../../../../../lib/log/logger.js';
import { pricingSettings } from '../../../../../lib/ocpp16/charge-point/pricing-settings.js';
import { loadConfiguration } from '../../../../../lib/ocpp16/configuration/index.js';
import { costAndPriceKeys } from '../../../../../lib/ocpp16/configuration/keys/cost-and-price.js';

const configPath = 'config/modules/OCPP/config-pricing.json';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'pricing-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the delivered sample has all keys of the section and is valid', async () => {
  const { CostAndPrice } = JSON.parse(readFileSync(configPath, 'utf8')) as { CostAndPrice: object };
  const configuration = await loadConfiguration({
    configPath,
    userConfigPath: join(folder, 'user.json'),
    log: silentLogger,
    clock: new ManualClock(),
  });

  expect(Object.keys(CostAndPrice).sort()).toEqual(Object.keys(costAndPriceKeys).sort());
  const { isActive, decimals, defaultPriceTexts } = pricingSettings(configuration);
  expect({ isActive, decimals }).toEqual({ isActive: true, decimals: 4 });
  expect(defaultPriceTexts.map(({ language }) => language)).toEqual(['en', 'es']);
});

test('in the configuration that says so, prices are off and the defaults hold', async () => {
  const configuration = await loadConfiguration({
    configPath: 'config/modules/OCPP/config.json',
    userConfigPath: join(folder, 'user.json'),
    log: silentLogger,
    clock: new ManualClock(),
  });

  expect(pricingSettings(configuration)).toMatchObject({
    isActive: false,
    decimals: 3,
    takesExtraTexts: false,
    waitForUserPriceMs: 0,
    defaultPriceTexts: [{}],
  });
});
