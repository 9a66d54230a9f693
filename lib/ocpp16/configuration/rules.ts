import { chargingProfilePurpose, parseDateTime } from '../messages/index.js';
import { decodeAuthorizationKey } from './authorization-key.js';
import { faultOfValue } from './check-value.js';
import type { SchemaCheck } from './json-schema.js';
import type { JsonValue, KeyDefinition } from './key-definition.js';
import { faultOfMeasurands, splitList } from './lists.js';
import { isJsonObject } from './merge-patch.js';
import { parseBoolean, parseLeadingInteger, parseNonNegative } from './parse-value.js';

/** What a rule may look at. */
export interface RuleContext {
  readonly numberOfConnectors: number;
  readonly supportedMeasurands: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly schema: (key: string) => SchemaCheck | undefined;
}

/** The value to store for a text of the CSMS; `undefined` rejects it. */
type Rule = (text: string, context: RuleContext) => JsonValue | undefined;

const accept: Rule = (text) => text;

const purposes: ReadonlySet<string> = new Set(chargingProfilePurpose.values);
const rotations = 'NotApplicable|Unknown|RST|RTS|SRT|STR|TRS|TSR';

const rules: Readonly<Record<string, Rule>> = {
  AuthorizationKey: decodeAuthorizationKey,
  CompositeScheduleDefaultNumberPhases: parseLeadingInteger,
  ConnectorEvseIds: verbatimIf((text) => splitList(text).every((id) => id.length >= 7 && id.length <= 37)),
  ConnectorPhaseRotation: verbatimIf(isPhaseRotation),
  CpoName: accept,
  DefaultPrice: (text, { schema }) => parseObject(text, schema('DefaultPrice')),
  IgnoredProfilePurposesOffline: verbatimIf((text) => splitList(text).every((purpose) => purposes.has(purpose))),
  MeterValuesAlignedData: verbatimIf(isMeasurandList),
  MeterValuesSampledData: verbatimIf(isMeasurandList),
  NextTimeOffsetTransitionDateTime: verbatimIf((text, { nowMs }) => (parseDateTime(text) ?? 0) > nowMs),
  StopTxnAlignedData: verbatimIf(isMeasurandList),
  StopTxnSampledData: verbatimIf(isMeasurandList),
  TimeOffset: verbatimIf(isTimeOffset),
  TimeOffsetNextTransition: verbatimIf(isTimeOffset),
};

/** Applies the key's own rule, or the common one of its type, and its bounds. */
export function readChange(
  key: string,
  definition: KeyDefinition,
  text: string,
  context: RuleContext,
): JsonValue | undefined {
  const rule = rules[key] ?? commonRule(definition);
  const value = rule(text, context);
  return value === undefined || faultOfValue(definition, value) !== undefined ? undefined : value;
}

function commonRule({ type }: KeyDefinition): Rule {
  switch (type) {
    case 'boolean':
      return parseBoolean;
    case 'integer':
    case 'number':
      return parseNonNegative;
    case 'text':
      return accept;
    case 'texts':
    case 'object':
      return () => undefined;
  }
}

function verbatimIf(isGood: (text: string, context: RuleContext) => boolean): Rule {
  return (text, context) => (isGood(text, context) ? text : undefined);
}

function isMeasurandList(text: string, { supportedMeasurands }: RuleContext): boolean {
  return faultOfMeasurands(text, supportedMeasurands) === undefined;
}

/** Elements like `1.RST`; blanks anywhere do not matter. */
function isPhaseRotation(text: string, { numberOfConnectors }: RuleContext): boolean {
  const form = new RegExp(`^(\\d+)\\.(${rotations})$`);
  return text
    .replace(/\s/g, '')
    .split(',')
    .every((element) => {
      const match = form.exec(element);
      return match !== null && Number(match[1]) <= numberOfConnectors;
    });
}

/** Hours -24..24 and minutes 0..59 around a colon, e.g. `02:00` or `-05:30`. */
function isTimeOffset(text: string): boolean {
  const match = /^([+-]?\d{1,2}):(\d{1,2})$/.exec(text);
  return match !== null && Math.abs(Number(match[1])) <= 24 && Number(match[2]) <= 59;
}

function parseObject(text: string, check: SchemaCheck | undefined): JsonValue | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && check?.(value) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}
