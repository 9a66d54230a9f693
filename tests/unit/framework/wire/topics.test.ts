import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isTopicLevel, Topics } from '../../../../framework/wire/topics.js';
import { hasWildcard, matchesFilter } from '../../../../lib/mqtt/index.js';

describe('framework.md §15 · topics', () => {
  const topics = new Topics('p/');

  test.each([
    [topics.interfaces(), 'p/interfaces'],
    [topics.interfaceDefinition('kvs'), 'p/interface_definitions/kvs'],
    [topics.types(), 'p/types'],
    [topics.typeDefinition('energy'), 'p/type_definitions/energy'],
    [topics.typeDefinition('/energy'), 'p/type_definitions/energy'],
    [topics.settings(), 'p/settings'],
    [topics.schemas(), 'p/schemas'],
    [topics.manifest('Auth'), 'p/manifests/Auth'],
    [topics.moduleNames(), 'p/module_names'],
    [topics.configRequest(), 'p/config/request'],
    [topics.ready(), 'p/ready'],
    [topics.shutdown(), 'p/shutdown'],
    [topics.moduleResponse('auth'), 'p/modules/auth/response'],
    [topics.moduleReady('auth'), 'p/modules/auth/ready'],
    [topics.moduleMetadata('auth'), 'p/modules/auth/metadata'],
    [topics.configSetRequest('auth'), 'p/modules/auth/config/set_request'],
    [topics.configSetResponse('auth'), 'p/modules/auth/config/set_response'],
    [topics.variable('m', 'main', 'v'), 'p/modules/m/impl/main/var/v'],
    [topics.command('m', 'main', 'c'), 'p/modules/m/impl/main/cmd/c'],
    [topics.commandResponse(topics.command('m', 'main', 'c'), 'me'), 'p/modules/m/impl/main/cmd/c/response/me'],
    [topics.error('m', 'main', 'demo/Hot'), 'p/modules/m/impl/main/error/demo/Hot'],
  ])('%s', (topic, expected) => {
    expect(topic).toBe(expected);
  });
});

describe('MQTT 5 §4.7 · filters', () => {
  test.each([
    ['a/b', 'a/b', true],
    ['a/b', 'a/B', false],
    ['a/b', 'a/b/c', false],
    ['a/b/c', 'a/b', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a', false],
    ['a/+', 'a/', true],
    ['a/+', 'a/b/c', false],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'ab', false],
    ['#', 'a/b', true],
    ['a/+/c/#', 'a/b/c', true],
    ['a/+/c/#', 'a/b/d', false],
    ['#', '$SYS/uptime', false],
    ['+/uptime', '$SYS/uptime', false],
    ['$SYS/#', '$SYS/uptime', true],
    ['a+', 'a+', true],
    ['', '', true],
  ])('%j on %j is %s', (filter, topic, expected) => {
    expect(matchesFilter(filter, topic)).toBe(expected);
  });

  test('an exact filter matches its own topic and no other', () => {
    const level = fc.string({ unit: fc.constantFrom('a', 'b', '$', ' '), maxLength: 2 });
    const path = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));

    fc.assert(fc.property(path, path, (filter, topic) => matchesFilter(filter, topic) === (filter === topic)));
  });

  test('a filter made of a topic by wildcards matches that topic', () => {
    const level = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 3 });
    const levels = fc.array(fc.tuple(level, fc.boolean()), { minLength: 1, maxLength: 5 });

    fc.assert(
      fc.property(levels, fc.nat({ max: 5 }), fc.boolean(), (parts, cut, open) => {
        const wild = parts.map(([text, any]) => (any ? '+' : text));
        const filter = open ? [...wild.slice(0, cut), '#'] : wild;
        return matchesFilter(filter.join('/'), parts.map(([text]) => text).join('/'));
      }),
    );
  });

  test.each([
    ['a/b', false],
    ['a+/b', false],
    ['#a', false],
    ['a/+', true],
    ['+/a', true],
    ['#', true],
    ['a/#', true],
  ])('%j has a wildcard: %s', (filter, expected) => {
    expect(hasWildcard(filter)).toBe(expected);
  });

  test.each([
    ['module_1', true],
    ['', false],
    ['a/b', false],
    ['+', false],
    ['#', false],
    ['a\0b', false],
  ])('%j can be one level: %s', (text, expected) => {
    expect(isTopicLevel(text)).toBe(expected);
  });
});
