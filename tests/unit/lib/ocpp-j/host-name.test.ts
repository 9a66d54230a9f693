import { describe, expect, test } from '@jest/globals';
import { hostNameMatches } from '../../../../lib/ocpp-j/host-name.js';

function san(...dnsNames: string[]): { dnsNames: string[]; commonNames: string[] } {
  return { dnsNames, commonNames: ['cn.example.org'] };
}

describe('host name of the central system certificate', () => {
  test.each([
    ['csms.example.org', 'csms.example.org', false, true],
    ['CSMS.Example.org', 'csms.example.ORG', false, true],
    ['csms.example.org.', 'csms.example.org', false, true],
    ['csms.example.org', 'other.example.org', false, false],
    ['csms.example.org', '*.example.org', false, false],
    ['csms.example.org', '*.example.org', true, true],
    ['a.csms.example.org', '*.example.org', true, false],
    ['example.org', '*.example.org', true, false],
    ['foo.example.org', 'f*.example.org', true, false],
    ['foo.example.org', 'foo.*.org', true, false],
    ['*.example.org', '*.example.org', false, false],
    ['example.org', '*.org', true, false],
  ])('%s against %s (wildcards %s): %s', (host, name, allowWildcards, matches) => {
    expect(hostNameMatches(host, san(name), allowWildcards)).toBe(matches);
  });

  test('the common name counts only without DNS names', () => {
    expect(hostNameMatches('cn.example.org', san('csms.example.org'), true)).toBe(false);
    expect(hostNameMatches('cn.example.org', san(), false)).toBe(true);
  });
});
