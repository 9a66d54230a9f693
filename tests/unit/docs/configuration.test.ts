import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { frameworkSchemas } from '../../../framework/declarations/index.js';
import { translations } from '../../../manager/config/translations.js';
import { root } from '../../support/manager-process.js';

const document = readFileSync(join(root, 'docs/reference/configuration.md'), 'utf8');
const missing = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !document.includes(`\`${name}\``));

test('docs/reference/configuration.md names everything that is translated', () => {
  const { modules, requirements, implementations, moved, retired, dispensable, ...rest } = translations;
  const { fixed, derivedKeys, partnerKeys, newRequirements } = rest;

  expect(
    missing([
      ...Object.keys(modules),
      ...requirements.flatMap(({ from, to }) => [from, to]),
      ...implementations.flatMap(({ from, to }) => [from, to]),
      ...moved.map(({ implementation }) => implementation),
      ...retired.flatMap(({ keys }) => keys),
      ...[...fixed, ...derivedKeys, ...partnerKeys].map(({ key }) => key),
      ...newRequirements.map(({ requirement }) => requirement),
      ...dispensable,
    ]),
  ).toEqual([]);
});

test('docs/reference/configuration.md names every setting', () => {
  const { properties } = frameworkSchemas.config as unknown as {
    properties: { settings: { properties: Readonly<Record<string, unknown>> } };
  };

  expect(missing(Object.keys(properties.settings.properties))).toEqual([]);
});
