import type {
  GetVariableRequest,
  GetVariableResult,
  SetVariableRequest,
  SetVariableResult,
} from '#generated/types/ocpp';
import type { ConfigurationKeys } from './configuration-keys.js';

/** Variables of the device model stand for configuration keys: only their name counts. */
export function getVariables(requests: readonly GetVariableRequest[], keys: ConfigurationKeys): GetVariableResult[] {
  return requests.map(({ component_variable: { variable } }) => {
    const found = keys.value(variable.name);
    const component_variable = { component: { name: '' }, variable: { name: found?.key ?? variable.name } };
    if (found?.value === undefined) return { status: 'UnknownVariable', component_variable };
    return { status: 'Accepted', attribute_type: 'Actual', value: found.value, component_variable };
  });
}

/** One after the other, as a later value may need an earlier one. */
export async function setVariables(
  requests: readonly SetVariableRequest[],
  keys: ConfigurationKeys,
): Promise<SetVariableResult[]> {
  const results: SetVariableResult[] = [];
  for (const { component_variable, value } of requests) {
    const status = await keys.change(component_variable.variable.name, value);
    results.push({ component_variable, status: status === 'NotSupported' ? 'UnknownVariable' : status });
  }
  return results;
}
