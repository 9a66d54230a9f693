import { describe, expect, test } from '@jest/globals';
import { aclUsers } from '../../../cli/acl/acl-users.js';
import { managerRules, moduleRules, type AccessRules } from '../../../cli/acl/access-rules.js';
import { externalFilters } from '../../../cli/acl/external-filters.js';
import { mosquittoFile } from '../../../cli/acl/mosquitto-file.js';
import type { Declarations } from '../../../framework/declarations/index.js';
import type { Configuration, ModuleInstance } from '../../../manager/config/configuration.js';

const declarations = {
  wireInterface: (name: string) =>
    name === 'meter'
      ? { cmds: { reset: {} }, vars: { power: {} }, errors: { generic: { Broken: {} } } }
      : { cmds: { show: {} }, vars: { page: {} }, errors: {} },
} as unknown as Declarations;

interface Wishes {
  readonly requires?: object;
  readonly connections?: object;
  readonly provides?: object;
  readonly flags?: object;
  readonly standalone?: boolean;
  readonly telemetry?: { id: number };
}

function module(id: string, wishes: Wishes): ModuleInstance {
  const { requires = {}, connections = {}, provides = {}, flags = {}, standalone = false, telemetry } = wishes;
  const manifest = { provides, requires, enable_external_mqtt: false, enable_global_errors: false, ...flags };
  return { id, manifest, connections, standalone, ...(telemetry && { telemetry }) } as unknown as ModuleInstance;
}

const meter = module('meter', { provides: { main: { interface: 'meter' } }, standalone: true });
const display = module('display', {
  provides: { screen: { interface: 'display' } },
  requires: { source: { interface: 'meter', ignore: { errors: false } } },
  connections: { source: [{ moduleId: 'meter', implementationId: 'main', index: 0 }] },
});

function system(modules: readonly ModuleInstance[], settings: object = {}): Configuration {
  return {
    modules: new Map(modules.map((one) => [one.id, one])),
    settings: { everestPrefix: 'e/', externalPrefix: 'x/', telemetryPrefix: 't/', telemetryEnabled: true, ...settings },
  } as unknown as Configuration;
}

function rules(one: ModuleInstance, settings: object = {}): AccessRules {
  return moduleRules(one, { configuration: system([meter, display], settings), declarations });
}

/** As a broker matches them. */
function may(filters: readonly string[], topic: string): boolean {
  return filters.some((filter) => {
    const pattern = filter
      .replaceAll(/[.*?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('+', '[^/]+')
      .replace(/#$/, '.*');
    return new RegExp(`^${pattern}$`).test(topic);
  });
}

describe('framework.md §15 · what a module may publish', () => {
  test.each([
    'e/config/request',
    'e/modules/display/metadata',
    'e/modules/display/ready',
    'e/modules/display/impl/screen/var/page',
    'e/modules/display/impl/screen/cmd/show/response/anybody',
    'e/modules/meter/impl/main/cmd/reset',
  ])('%s', (topic) => {
    expect(may(rules(display).write, topic)).toBe(true);
  });

  test.each([
    'e/ready',
    'e/shutdown',
    'e/settings',
    'e/modules/meter/ready',
    'e/modules/meter/response',
    'e/modules/meter/impl/main/var/power',
    'e/modules/meter/impl/main/cmd/reset/response/display',
    'e/modules/meter/impl/main/error/generic/Broken',
    'e/modules/display/impl/screen/cmd/show',
    'x/anything',
    't/a/1/b',
  ])('but not %s', (topic) => {
    expect(may(rules(display).write, topic)).toBe(false);
  });
});

describe('framework.md §15 · what a module hears', () => {
  test.each([
    'e/ready',
    'e/shutdown',
    'e/interface_definitions/meter',
    'e/type_definitions/folder/file',
    'e/manifests/Display',
    'e/modules/display/response',
    'e/modules/display/impl/screen/cmd/show',
    'e/modules/meter/impl/main/var/power',
    'e/modules/meter/impl/main/error/generic/Broken',
    'e/modules/meter/impl/main/cmd/reset/response/display',
  ])('%s', (topic) => {
    expect(may(rules(display).read, topic)).toBe(true);
  });

  test.each([
    'e/config/request',
    'e/modules/meter/response',
    'e/modules/meter/impl/main/cmd/reset',
    'e/modules/meter/impl/main/cmd/reset/response/other',
    'x/anything',
  ])('but not %s', (topic) => {
    expect(may(rules(display).read, topic)).toBe(false);
  });

  test('errors that it ignores are not for it', () => {
    const deaf = module('display', {
      requires: { source: { interface: 'meter', ignore: { errors: true } } },
      connections: { source: [{ moduleId: 'meter', implementationId: 'main', index: 0 }] },
    });

    expect(may(rules(deaf).read, 'e/modules/meter/impl/main/error/generic/Broken')).toBe(false);
  });

  test('framework.md §19.5 · with enable_global_errors the errors of all, and only those', () => {
    const { read } = rules(module('watch', { flags: { enable_global_errors: true } }));

    expect(may(read, 'e/modules/meter/impl/main/error/generic/Broken')).toBe(true);
    expect(may(read, 'e/modules/meter/impl/main/var/power')).toBe(false);
  });
});

test('framework.md §20 · telemetry goes where this instance may send it', () => {
  const { write } = rules(module('m', { flags: { enable_telemetry: true }, telemetry: { id: 7 } }));

  expect([may(write, 't/a/7/b'), may(write, 't/a/8/b')]).toEqual([true, false]);
});

describe('topics towards the outside', () => {
  const external = { flags: { enable_external_mqtt: true } };

  test('are those below the external prefix', () => {
    const { write, read } = rules(module('m', external));

    expect([may(write, 'x/a/b'), may(read, 'x/a/b')]).toEqual([true, true]);
  });

  test.each([
    ['without a prefix', '', ['/external/#', 'everest_api/#', 'everest_external/#']],
    ['with a prefix that is no branch', 'x_', ['x_/external/#', 'x_everest_api/#', 'x_everest_external/#']],
    ['with a prefix above EVerest’s', 'site/', ['site//external/#', 'site/everest_api/#', 'site/everest_external/#']],
  ])('%s never reach the topics of other modules', (_, externalPrefix, filters) => {
    expect(externalFilters({ everestPrefix: 'site/e/', externalPrefix }, undefined)).toEqual(filters);
  });

  test('may be given, below the prefix', () => {
    expect(externalFilters({ everestPrefix: 'e/', externalPrefix: 'x/' }, ['cards/+'])).toEqual(['x/cards/+']);
  });
});

test('the manager describes the system and hears who is ready, but no variables', () => {
  const { write, read } = managerRules(system([]));

  expect(may(write, 'e/manifests/Meter') && may(write, 'e/ready') && may(write, 'e/modules/meter/response')).toBe(true);
  expect(may(read, 'e/modules/meter/ready') && may(read, 'e/config/request')).toBe(true);
  expect(may(read, 'e/modules/meter/impl/main/var/power')).toBe(false);
});

describe('users', () => {
  test('one for each module, or one for all that the manager starts', () => {
    const sources = { configuration: system([meter, display]), declarations };

    expect([...aclUsers(sources, 'module').keys()]).toEqual(['manager', 'meter', 'display']);
    expect([...aclUsers(sources, 'shared').keys()]).toEqual(['manager', 'modules', 'meter']);
  });

  test('a module with the name of one of them is refused', () => {
    const sources = { configuration: system([module('manager', {})]), declarations };

    expect(() => aclUsers(sources, 'module')).toThrow('"manager" is a module and a user of its own');
  });

  test('the file has a block for each', () => {
    const users = new Map([['a', { write: ['e/x', 'e/y'], read: ['e/y', 'e/z'] }]]);

    expect(mosquittoFile('Rules', users)).toBe(
      '# Rules\n\nuser a\ntopic readwrite e/y\ntopic write e/x\ntopic read e/z\n',
    );
  });
});
