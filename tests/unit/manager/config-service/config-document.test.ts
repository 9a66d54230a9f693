import { describe, expect, test } from '@jest/globals';
import { stringify } from '../../../../framework/wire/envelope.js';
import { moduleConfigDocument } from '../../../../manager/config-service/config-document.js';
import { displayInstance, meterInstance, smallSystem } from '../small-system.js';

/** framework.md §16.3, to the letter. */
const golden =
  '{"module_config":{"standalone":false,"module_name":"DemoDisplay","module_id":"display",' +
  '"configuration_parameters":{"!module":[{"name":"brightness","value":0.5,' +
  '"characteristics":{"datatype":"number","mutability":"ReadOnly"}},{"name":"gain","value":500.0,' +
  '"characteristics":{"datatype":"number","mutability":"ReadWrite"}},{"name":"lines","value":5,' +
  '"characteristics":{"datatype":"integer","mutability":"ReadOnly"}},{"name":"loud","value":true,' +
  '"characteristics":{"datatype":"bool","mutability":"ReadOnly"}},{"name":"title","value":"\\u0001500\\u0001",' +
  '"characteristics":{"datatype":"string","mutability":"WriteOnly"}}],"main":[]},"telemetry_enabled":false,' +
  '"connections":{"meters":[' +
  '{"module_id":"meter_1","implementation_id":"main","requirement":{"id":"meters"}},' +
  '{"module_id":"meter_2","implementation_id":"main","requirement":{"id":"meters","index":1}}]},' +
  '"mapping":null,' +
  '"access":{"config":{"allow_global_read":false,"allow_global_write":false,"allow_set_read_only":false,' +
  '"modules":{"meter_1":{"allow_read":true,"allow_write":true,"allow_set_read_only":false}}}}},' +
  '"mappings":{"display":null,"meter_1":{"module":{"evse":1,"connector":1}},' +
  '"meter_2":{"implementations":{"main":{"evse":2}}}}}';

describe('framework.md §16.3 · configuration document', () => {
  test('is what the specification shows', () => {
    expect(stringify(moduleConfigDocument(smallSystem(), displayInstance))).toBe(golden);
  });

  test('without access, mapping and partners the places are null and empty', () => {
    const document = JSON.parse(stringify(moduleConfigDocument(smallSystem(), meterInstance('meter_3')))) as unknown;

    expect(document).toEqual({
      module_config: {
        standalone: false,
        module_name: 'DemoMeter',
        module_id: 'meter_3',
        configuration_parameters: { '!module': [], main: [] },
        telemetry_enabled: false,
        connections: {},
        mapping: null,
        access: null,
      },
      mappings: { meter_3: null },
    });
  });

  test('capabilities and telemetry appear only where they are set, telemetry twice', () => {
    const module = { ...meterInstance('m'), capabilities: ['CAP_NET_RAW'], telemetry: { id: 4 }, standalone: true };

    const document = JSON.parse(stringify(moduleConfigDocument(smallSystem(), module))) as unknown;

    expect(document).toMatchObject({
      module_config: { capabilities: ['CAP_NET_RAW'], telemetry_config: { id: 4 }, standalone: true },
      telemetry_config: { id: 4 },
    });
  });
});
