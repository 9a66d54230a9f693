import type { ConfigParameter, ModuleInstance } from '../config/configuration.js';

/** framework.md §21.2: a module sees its own configuration, and others' as far as its `access` block says. */
export function mayRead(origin: ModuleInstance, target: string): boolean {
  return may(origin, target, 'allow_global_read', 'allow_read');
}

export function mayWrite(origin: ModuleInstance, target: string): boolean {
  return may(origin, target, 'allow_global_write', 'allow_write');
}

/** framework.md §21.1: `allow_set_read_only` changes what is reported, and nothing else. */
export function asReported(origin: ModuleInstance, target: string, parameter: ConfigParameter): ConfigParameter {
  const config = origin.access?.config;
  if (parameter.mutability !== 'ReadOnly' || config === undefined) return parameter;
  const applies = config.allow_set_read_only || rightsOf(origin, target)?.allow_set_read_only === true;
  return applies ? { ...parameter, mutability: 'ReadWrite' } : parameter;
}

export function deniedText(origin: string, target: string): string {
  return `Access to config item denied: ${origin} cannot access ${target}`;
}

function may(
  origin: ModuleInstance,
  target: string,
  everywhere: 'allow_global_read' | 'allow_global_write',
  there: 'allow_read' | 'allow_write',
): boolean {
  if (origin.id === target) return true;
  return origin.access?.config?.[everywhere] === true || rightsOf(origin, target)?.[there] === true;
}

function rightsOf({ access }: ModuleInstance, target: string) {
  const modules = access?.config?.modules ?? {};
  return Object.hasOwn(modules, target) ? modules[target] : undefined;
}
