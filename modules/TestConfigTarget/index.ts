import { defineModule, errorText } from 'everest-ts';
import type { TestConfigTarget } from '#generated/modules/TestConfigTarget';
import { AppliedValues } from './applied-values.js';

/** Lets its configuration be changed while it runs, and changes that of others, for whoever asks. */
export default defineModule<TestConfigTarget>(({ config, configService, provides }) => {
  const { text, count, ratio, enabled } = config.module;
  const { limit } = config.implementations.main;
  const { publish } = provides.main;
  const applied = new AppliedValues({ text, count, ratio, enabled, 'main.limit': limit }, publish.change_seen);

  configService.onChange('text', applied.handler('text'));
  configService.onChange('count', applied.handler('count'));
  configService.onChange('ratio', applied.handler('ratio'));
  configService.onChange('enabled', applied.handler('enabled'));
  configService.onChange({ implementationId: 'main', parameter: 'limit' }, applied.handler('main.limit'));

  provides.main.implement({
    get_applied: () => applied.all,
    answer_changes: ({ with: answering }) => {
      applied.answering = answering;
    },
    set_value: ({ module_id: moduleId, implementation_id: implementationId, parameter, value }) =>
      configService
        .set({ moduleId, implementationId, parameter }, value)
        .catch((error: unknown) => ({ status: 'Refused', info: errorText(error) })),
    get_value: ({ module_id: moduleId, implementation_id: implementationId, parameter }) =>
      configService.get({ moduleId, implementationId, parameter }).then((value) => JSON.stringify(value), errorText),
  });
});
