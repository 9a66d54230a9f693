import { createRequire } from 'node:module';
import { afterAll, afterEach, expect } from '@jest/globals';

interface Validator {
  readonly subprotocol: string;
  /** Throws when a payload is against the schema, and when there is no such schema. */
  validate(schemaId: string, payload: unknown): void;
}

const validators = createRequire(import.meta.url)('ocpp-rpc/lib/standard-validators.js') as readonly Validator[];
const standard = validators.find(({ subprotocol }) => subprotocol === 'ocpp1.6') as Validator;
const violations: string[] = [];

/**
 * Fails the present test if the schemas of OCPP 1.6, as another project (`ocpp-rpc`) has them, find something wrong with
 * what a station sent. They know no messages of the extensions.
 */
export function holdAgainstStandard(action: string, part: 'req' | 'conf', payload: unknown): void {
  try {
    standard.validate(`urn:${action}.${part}`, payload);
  } catch (error) {
    const { message } = error as Error;
    if (message.includes('is missing from')) return;
    violations.push(`${action}.${part} ${JSON.stringify(payload)}: ${message}`);
  }
}

function expectNone(): void {
  expect(violations.splice(0)).toEqual([]);
}

// whoever imports this gets it without asking, so that no test can forget it; stations of a whole file end after its last test
afterEach(expectNone);
afterAll(expectNone);
