import { wireMapping, wireParameter, moduleConfigDocument } from './config-document.js';
import type { Configuration, ModuleInstance } from '../config/configuration.js';
import { asReported, deniedText, mayRead } from './access.js';
import { findParameter } from './live-configuration.js';
import type { ParameterIdentifier } from './read-request.js';

/** framework.md §21.1: the reply frame. An error that has no part of its own in `response` leaves `type` out. */
export interface ConfigAnswer {
  readonly status: 'Ok' | 'Error' | 'AccessDenied';
  readonly status_info: string;
  readonly type?: 'Get' | 'Set';
  readonly response: object | null;
}

export function refusal(info: string): ConfigAnswer {
  return { status: 'Error', status_info: info, response: null };
}

export function answerModule(configuration: Configuration, origin: ModuleInstance): ConfigAnswer {
  return got('Module', moduleConfigDocument(configuration, origin));
}

export function answerAll({ modules }: Configuration, origin: ModuleInstance): ConfigAnswer {
  const readable = [...modules.values()].filter(({ id }) => mayRead(origin, id));
  const entries = readable.map(({ id, parameters }) => {
    const levels = Object.entries(parameters).map(([implementation, list]) => {
      return [implementation, list.map((parameter) => wireParameter(asReported(origin, id, parameter)))] as const;
    });
    return [id, Object.fromEntries(levels)] as const;
  });
  return got('All', Object.fromEntries(entries));
}

export function answerMappings({ modules }: Configuration, origin: ModuleInstance): ConfigAnswer {
  const readable = [...modules.values()].filter(({ id }) => mayRead(origin, id));
  return got('AllMappings', Object.fromEntries(readable.map((module) => [module.id, wireMapping(module)])));
}

export function answerValue(
  configuration: Configuration,
  origin: ModuleInstance,
  identifier: ParameterIdentifier | undefined,
): ConfigAnswer {
  if (identifier === undefined) return noValue('Error', 'No identifier provided');
  const { moduleId, implementationId, parameter: name } = identifier;
  if (!mayRead(origin, moduleId)) return noValue('AccessDenied', deniedText(origin.id, moduleId));
  const found = findParameter(configuration, moduleId, implementationId, name);
  if (found === undefined) return noValue('Error', notFoundText(identifier));
  return got('Value', wireParameter(asReported(origin, moduleId, found.parameter)));
}

export function notFoundText({ moduleId, parameter }: ParameterIdentifier): string {
  return `Config parameter ${parameter} not found in module ${moduleId}`;
}

function got(type: string, data: object): ConfigAnswer {
  return { status: 'Ok', status_info: '', type: 'Get', response: { type, data } };
}

function noValue(status: ConfigAnswer['status'], info: string): ConfigAnswer {
  return { status, status_info: info, type: 'Get', response: { type: 'Value', data: null } };
}
