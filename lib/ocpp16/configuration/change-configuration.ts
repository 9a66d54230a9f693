import type { ChangeOutcome, ConfigurationEffect, InstalledCertificates } from './change-outcome.js';
import type { CustomKeys } from './custom-keys.js';
import { effectsOf } from './effects.js';
import type { JsonValue } from './key-definition.js';
import { keyValue } from './key-values.js';
import type { Visible } from './key-values.js';
import { findKey } from './known-key.js';
import type { KnownKey } from './known-key.js';
import { splitList } from './lists.js';
import { priceTextPrefix, withPriceText } from './price-texts.js';
import { readChange } from './rules.js';
import type { RuleContext } from './rules.js';
import type { Section } from './sections.js';
import { readSecurityProfile } from './security-profile.js';

export interface ChangeContext {
  readonly visible: Visible;
  readonly rules: RuleContext;
  readonly custom: CustomKeys;
  readonly certificates: InstalledCertificates | undefined;
  readonly store: (section: Section, key: string, value: JsonValue) => void;
}

const rejected: ChangeOutcome = { status: 'Rejected', effects: [] };
const notSupported: ChangeOutcome = { status: 'NotSupported', effects: [] };

/** OCPP 1.6 §5.3. The value is stored when the result says Accepted or RebootRequired. */
export async function changeConfiguration(context: ChangeContext, name: string, text: string): Promise<ChangeOutcome> {
  const isPassword = (context.visible.comparesCase ? name : findKey(name)?.name) === 'AuthorizationKey';
  const shown = keyValue(context.visible, name);
  if (shown === undefined && !isPassword) return notSupported;
  if (shown?.readonly === true) return rejected;
  if (name.startsWith(priceTextPrefix)) return changePriceText(context, name, text);
  const known = findKey(name);
  if (known === undefined) return changeCustom(context, name, text);
  return known.name === 'SecurityProfile' ? changeSecurityProfile(context, text) : changeKnown(context, known, text);
}

function changeKnown(context: ChangeContext, { section, name, definition }: KnownKey, text: string): ChangeOutcome {
  const value = readChange(name, definition, text, context.rules);
  if (value === undefined) return rejected;
  context.store(section, name, value);
  if (name === 'CentralSystemURI') return { status: 'RebootRequired', effects: [] };
  return accepted(name, text, effectsOf(name, value, securityProfileOf(context)));
}

async function changeSecurityProfile(context: ChangeContext, text: string): Promise<ChangeOutcome> {
  const from = securityProfileOf(context);
  const to = await readSecurityProfile(text, {
    current: from,
    hasPassword: context.visible.section('Security')['AuthorizationKey'] !== undefined,
    certificates: context.certificates,
  });
  if (to === undefined) return rejected;
  context.store('Security', 'SecurityProfile', to);
  return accepted('SecurityProfile', text, [{ kind: 'security-profile', from, to }]);
}

function changePriceText(context: ChangeContext, name: string, text: string): ChangeOutcome {
  const language = name.slice(priceTextPrefix.length).trim();
  const values = context.visible.section('CostAndPrice');
  const supported = splitList(textOf(values['SupportedLanguages'])).map((element) => element.trim());
  if (language === '' || !supported.includes(language)) return rejected;
  const check = context.rules.schema('DefaultPriceText');
  const next = withPriceText(values['DefaultPriceText'], language, text, check);
  if (next === undefined) return rejected;
  context.store('CostAndPrice', 'DefaultPriceText', next);
  return accepted(name, text, [{ kind: 'default-price' }]);
}

function changeCustom(context: ChangeContext, name: string, text: string): ChangeOutcome {
  const value = context.custom.readChange(context.visible.section('Custom'), name, text);
  if (value === undefined) return rejected;
  context.store('Custom', name, value);
  return accepted(name, text, []);
}

function accepted(key: string, value: string, effects: readonly ConfigurationEffect[]): ChangeOutcome {
  return { status: 'Accepted', changed: { key, readonly: false, value }, effects };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function securityProfileOf(context: ChangeContext): number {
  return Number(context.visible.section('Security')['SecurityProfile']);
}
