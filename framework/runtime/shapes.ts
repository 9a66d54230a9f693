/** What the generator writes for an interface: commands, variables and the error types it may raise. */
export interface InterfaceShape {
  cmds: Record<string, { args: object; result: unknown }>;
  vars: Record<string, unknown>;
  errors: string;
}

/** `one`: min and max are 1; `optional`: 0 or 1; `many`: anything else. */
export type Cardinality = 'one' | 'optional' | 'many';

/** What the generator writes for a manifest. */
export interface ModuleShape {
  config: { module: object; implementations: Record<string, object> };
  provides: Record<string, InterfaceShape>;
  requires: Record<string, { interface: InterfaceShape; cardinality: Cardinality }>;
  externalMqtt: boolean;
  telemetry: boolean;
  globalErrors: boolean;
}
