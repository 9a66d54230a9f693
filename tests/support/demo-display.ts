import { fileURLToPath } from 'node:url';
import { defineModule, type ModuleContext } from '../../framework/index.js';
import { startModule, type KitOptions, type ModuleKit } from '../../framework/testing/index.js';

type Reading = { power_W: number; phase?: string };

export type DemoMeter = {
  cmds: { set_limit: { args: { ampere: number }; result: { status: 'ok' | 'refused' } } };
  vars: { reading: Reading };
  errors: 'demo/Overheat' | 'demo/NoData';
};

export type DemoDisplay = {
  config: { module: { brightness: number; title: string }; implementations: { main: { pages: number } } };
  provides: {
    main: {
      cmds: { show: { args: { page: number }; result: boolean }; clear: { args: {}; result: void } };
      vars: { page: number };
      errors: 'demo/Overheat' | 'demo/NoData';
    };
  };
  requires: {
    meters: { interface: DemoMeter; cardinality: 'many' };
    backup: { interface: DemoMeter; cardinality: 'optional' };
  };
  externalMqtt: true;
  telemetry: true;
  globalErrors: false;
};

/** Runs `setup` as the module of tests/fixtures/framework/DemoDisplay. */
export function startDisplay(
  setup: (
    context: ModuleContext<DemoDisplay>,
  ) => { ready?(): void | Promise<void>; shutdown?(): void | Promise<void> } | void,
  options: KitOptions<DemoDisplay> = {},
): Promise<ModuleKit<DemoDisplay>> {
  const moduleFolder = fileURLToPath(new URL('../fixtures/framework/DemoDisplay', import.meta.url));
  return startModule('DemoDisplay', defineModule<DemoDisplay>(setup), { moduleFolder, ...options });
}

/** Handlers of the display that do nothing but answer. */
export const idleDisplay = { show: () => true, clear: () => undefined };
