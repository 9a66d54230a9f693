import { expect, test } from '@jest/globals';
import type { LoadedSystem } from '../../../../manager/lifecycle/manager-options.js';
import { succeed } from '../../../../manager/lifecycle/reload-system.js';
import { silentLogger, type Logger } from '../../../../lib/log/logger.js';
import { meterInstance, smallSystem } from '../small-system.js';

function system(configuration: LoadedSystem['configuration']): LoadedSystem {
  return { configuration } as unknown as LoadedSystem;
}

test('the next run has the modules and settings that were read again', () => {
  const before = system(smallSystem());
  const modules = new Map([['other', meterInstance('other')]]);
  const reloaded = system({ ...smallSystem({ externalPrefix: 'x/', validateSchema: true }), modules });

  const { configuration } = succeed(before, reloaded, silentLogger);

  expect([...configuration.modules.keys()]).toEqual(['other']);
  expect(configuration.settings).toMatchObject({ externalPrefix: 'x/', validateSchema: true });
});

test('what the manager has open stays, and the log says so', () => {
  const warned: unknown[] = [];
  const log: Logger = { ...silentLogger, warn: (fields: unknown) => void warned.push(fields) };
  const broker = { kind: 'tcp', host: 'elsewhere', port: 1 } as const;
  const reloaded = system(smallSystem({ broker, everestPrefix: 'new/', controllerPort: 5 }));

  const { configuration } = succeed(system(smallSystem()), reloaded, log);

  const { broker: kept, everestPrefix, controllerPort } = smallSystem().settings;
  expect(configuration.settings).toMatchObject({ broker: kept, everestPrefix, controllerPort });
  expect(warned).toEqual([{ settings: ['broker', 'everestPrefix', 'controllerPort'] }]);
});

test('nothing is said when nothing of it has changed', () => {
  const warned: unknown[] = [];
  const log: Logger = { ...silentLogger, warn: (fields: unknown) => void warned.push(fields) };

  succeed(system(smallSystem()), system(smallSystem()), log);

  expect(warned).toEqual([]);
});
