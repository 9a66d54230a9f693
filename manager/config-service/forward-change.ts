import type { Clock } from '../../lib/clock/clock.js';
import { awaitResponse } from '../../framework/runtime/bootstrap.js';
import type { Bus } from '../../framework/wire/bus.js';
import { isRecord } from '../../lib/json/is-record.js';
import { MODULE_LEVEL } from '../config/configuration.js';
import type { ParameterIdentifier } from './read-request.js';

export type ForwardOutcome = 'Accepted' | 'RebootRequired' | 'Rejected' | 'unusable';

/** framework.md §21.3: has a running module take a value over; 5 s with one repetition, then it throws. */
export async function forwardChange(
  bus: Bus,
  clock: Clock,
  { moduleId, implementationId, parameter }: ParameterIdentifier,
  value: string,
): Promise<ForwardOutcome> {
  const { topics } = bus;
  const implementation = implementationId === MODULE_LEVEL ? {} : { module_implementation_id: implementationId };
  const identifier = { module_id: moduleId, configuration_parameter_name: parameter, ...implementation };
  const ask = (): Promise<void> =>
    bus.publish(topics.configSetRequest(moduleId), 'ConfigurationRequest', { identifier, value });
  return outcomeOf(await awaitResponse(bus, clock, topics.configSetResponse(moduleId), ask));
}

function outcomeOf(reply: unknown): ForwardOutcome {
  if (!isRecord(reply) || reply['status'] !== 'Ok' || !isRecord(reply['response'])) return 'unusable';
  const { status } = reply['response'];
  return status === 'Accepted' || status === 'RebootRequired' || status === 'Rejected' ? status : 'unusable';
}
