/**
 * everestjs: the interface of EVerest for modules written as plain JavaScript (CommonJS). The module is started with its id and
 * the broker in the environment (`EV_MODULE`, `EV_MQTT_BROKER_HOST`, …) and says what it does in one call of {@link boot_module}.
 *
 * Everything is loosely typed unless `boot_module` is given the type of the module, as `everest generate` writes it:
 * `boot_module<DemoDisplay>(({ setup }) => …)`.
 */

/** Commands, variables and error types of an interface; generated types of interfaces have this form. */
export interface InterfaceShape {
  cmds: Record<string, { args: object; result: unknown }>;
  vars: Record<string, unknown>;
  errors: string;
}

/** What a manifest declares; generated types of modules have this form. */
export interface ModuleShape {
  config: { module: object; implementations: Record<string, object> };
  provides: Record<string, InterfaceShape>;
  requires: Record<string, { interface: InterfaceShape; cardinality: 'one' | 'optional' | 'many' }>;
  externalMqtt: boolean;
  telemetry: boolean;
  globalErrors: boolean;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- of modules without generated types nothing is known */
/** An interface of which nothing is known: every name is there, values are `any`. */
export interface AnyInterface {
  cmds: Record<string, { args: any; result: any }>;
  vars: Record<string, any>;
  errors: string;
}

/** A module of which nothing is known. */
export interface AnyModule {
  config: { module: any; implementations: Record<string, any> };
  provides: Record<string, AnyInterface>;
  requires: Record<string, { interface: AnyInterface; cardinality: 'one' }>;
  externalMqtt: true;
  telemetry: true;
  globalErrors: boolean;
}

export type Severity = 'Low' | 'Medium' | 'High';
export type ErrorState = 'Active' | 'ClearedByModule' | 'ClearedByReboot';

/** An error as it travels. Make one with `error_factory.create_error` and leave `timestamp`, `uuid` and `origin` as they are. */
export interface ErrorObject {
  /** `namespace/Name` */
  type: string;
  /** Empty unless several errors of a type can be active at once. */
  sub_type: string;
  message: string;
  description: string;
  severity: Severity;
  origin: { module_id: string; implementation_id: string; mapping?: { evse: number; connector?: number } };
  state: ErrorState;
  /** RFC 3339 UTC with three fractional digits and `Z`. */
  timestamp: string;
  uuid: string;
  vendor_id: string;
}

export interface ErrorCondition {
  type: string;
  sub_type: string;
  active: boolean;
}

/** Which errors are active at this moment, also while a callback runs. */
export interface ErrorStateMonitor {
  readonly is_error_active: (type: string, sub_type: string) => boolean;
  /** Of a list, all conditions have to hold. */
  readonly is_condition_satisfied: (condition: ErrorCondition | readonly ErrorCondition[]) => boolean;
}

export interface ErrorFactory {
  readonly create_error: {
    /** An error without a type. */
    (): ErrorObject;
    /** `severity` is `Low` and `state` is `Active` where they are left out; the description is the declared one. */
    (type: string, sub_type: string, message: string, severity?: Severity, state?: ErrorState): ErrorObject;
  };
}

/** May return a promise; the next callback of the module starts when it has settled. Throwing ends the process. */
export type Callback<A extends readonly unknown[]> = (...args: A) => unknown;

/** `<namespace>_<Name>` of older releases for `<namespace>/<Name>`. */
type LegacyName<T extends string> = T extends `${infer Namespace}/${infer Name}` ? `${Namespace}_${Name}` : never;

export type SubscribeError<M extends ModuleShape, E extends string> = ((
  type: E,
  on_raise: Callback<[mod: Mod<M>, error: ErrorObject]>,
  on_clear: Callback<[mod: Mod<M>, error: ErrorObject]>,
) => void) & {
  readonly [T in LegacyName<E>]: (
    on_raise: Callback<[mod: Mod<M>, error: ErrorObject]>,
    on_clear: Callback<[mod: Mod<M>, error: ErrorObject]>,
  ) => void;
};

/** One connection of one requirement while the module is set up. */
export interface SetupSlot<M extends ModuleShape, I extends InterfaceShape> {
  /** One handler for each variable; a second one throws. Absent where the interface has no variables. */
  readonly subscribe: {
    readonly [V in keyof I['vars']]: (handler: Callback<[mod: Mod<M>, value: I['vars'][V]]>) => void;
  };
  /** Once for each type, and not after `subscribe_all_errors`. */
  readonly subscribe_error: SubscribeError<M, I['errors']>;
  /** Once in a process, and not after `subscribe_error`. */
  readonly subscribe_all_errors: (
    on_raise: Callback<[mod: Mod<M>, error: ErrorObject]>,
    on_clear: Callback<[mod: Mod<M>, error: ErrorObject]>,
  ) => void;
  readonly error_state_monitor: ErrorStateMonitor;
}

/** One connection of one requirement while the module runs. */
export interface ModSlot<I extends InterfaceShape> {
  /**
   * Blocks this thread until the other module has answered, at most 300 s, and returns its result; null where there is none.
   * Throws an error with the text of the other module when that failed, on a timeout, and when the module is shut down.
   */
  readonly call: {
    readonly [C in keyof I['cmds']]: {} extends I['cmds'][C]['args']
      ? (args?: I['cmds'][C]['args'] | null) => I['cmds'][C]['result']
      : (args: I['cmds'][C]['args']) => I['cmds'][C]['result'];
  };
}

/** One implementation that the module provides. */
export interface ProvidedImplementation<I extends InterfaceShape> {
  /** Absent where the interface has no variables. */
  readonly publish: { readonly [V in keyof I['vars']]: (value: I['vars'][V]) => void };
  /** Needs all fields. Ignored, with a log line, where the type is not declared or the error is active already. */
  readonly raise_error: (error: ErrorObject) => void;
  /** The error of the type with this sub type, default the empty one; with `true` those of all sub types. */
  readonly clear_error: (type: I['errors'], sub_type_or_all?: string | boolean) => void;
  readonly clear_all_errors_of_impl: () => void;
  readonly error_state_monitor: ErrorStateMonitor;
  readonly error_factory: ErrorFactory;
}

/** The requirements that have exactly one connection. */
type Single<M extends ModuleShape> = {
  [R in keyof M['requires']]: M['requires'][R]['cardinality'] extends 'one' ? R : never;
}[keyof M['requires']];

/** Null where there are no parameters. */
type Values<C> = [keyof C] extends [never] ? null : Readonly<C>;

export interface ModuleConfig<M extends ModuleShape> {
  readonly module: Values<M['config']['module']>;
  readonly impl: {
    readonly [I in keyof M['config']['implementations']]: Values<M['config']['implementations'][I]>;
  };
}

export interface ModuleInfo {
  /** The type of the module. */
  readonly name: string;
  readonly id: string;
  /** `<id>:<name>` */
  readonly printable_identifier: string;
  readonly paths: { readonly etc: string; readonly libexec: string; readonly share: string };
  /** Whether telemetry is on in the whole system. */
  readonly telemetry_enabled: boolean;
}

/** Topics below the external prefix. */
export interface ExternalMqtt<M extends ModuleShape> {
  /** Both are converted to text; QoS 2, not retained. */
  readonly publish: (topic: string, data: unknown) => void;
  /** Wildcards are allowed; the same topic twice throws. Until all modules are ready, `mod` is undefined. */
  readonly subscribe: (topic: string, handler: Callback<[mod: Mod<M> | undefined, payload: string]>) => void;
}

/** Texts, numbers and booleans; other values are dropped. */
export type TelemetryValues = Readonly<Record<string, unknown>>;

export interface Telemetry {
  readonly publish: {
    /** The type is the sub category. */
    (category: string, subcategory: string, values: TelemetryValues): void;
    (category: string, subcategory: string, type: string, values: TelemetryValues): void;
  };
}

/** What set-up and running module have in common. */
export interface CommonMembers<M extends ModuleShape> {
  readonly config: ModuleConfig<M>;
  readonly info: ModuleInfo;
  /** Reading it throws unless the manifest has `enable_external_mqtt: true`. */
  readonly mqtt: M['externalMqtt'] extends true ? ExternalMqtt<M> : never;
  /** Reading it throws unless the manifest has `enable_telemetry: true`. */
  readonly telemetry: M['telemetry'] extends true ? Telemetry : never;
}

/** The argument of the set-up handler. */
export interface ModuleSetup<M extends ModuleShape> extends CommonMembers<M> {
  readonly setup: {
    /** Only implementations whose interface has commands. */
    readonly provides: {
      readonly [P in keyof M['provides']]: {
        /** One handler for each command; a second one throws. What it returns, or resolves with, is the result. */
        readonly register: {
          readonly [C in keyof M['provides'][P]['cmds']]: (
            handler: (
              mod: Mod<M>,
              args: M['provides'][P]['cmds'][C]['args'],
            ) => M['provides'][P]['cmds'][C]['result'] | Promise<M['provides'][P]['cmds'][C]['result']>,
          ) => void;
        };
      };
    };
    /** One element for each connection. Absent where the manifest has no requirements. */
    readonly uses_list: {
      readonly [R in keyof M['requires']]: readonly SetupSlot<M, M['requires'][R]['interface']>[];
    };
    /** The same objects as in `uses_list`, of requirements that have exactly one connection. */
    readonly uses: { readonly [R in Single<M>]: SetupSlot<M, M['requires'][R]['interface']> };
  };
  /** Told when the system shuts down in order. A later call replaces the handler. */
  readonly on_shutdown: (handler: Callback<[mod: Mod<M>]>) => void;
}

/** The running module; the same object in every callback. Modules may add members of their own. */
export interface RunningModule<M extends ModuleShape> extends CommonMembers<M> {
  readonly provides: { readonly [P in keyof M['provides']]: ProvidedImplementation<M['provides'][P]> };
  /** One element for each connection; stays empty where the interface has no commands. */
  readonly uses_list: { readonly [R in keyof M['requires']]: readonly ModSlot<M['requires'][R]['interface']>[] };
  readonly uses: { readonly [R in Single<M>]: ModSlot<M['requires'][R]['interface']> };
}

export type Mod<M extends ModuleShape> = RunningModule<M> & { [own: string]: any };

/** Each of them wins over its environment variable. */
export interface UserSettings {
  /** `EV_MODULE`: the id of the module. */
  module?: string;
  /** `EV_PREFIX`; not needed here. */
  prefix?: string;
  /** `EV_LOG_CONF_FILE`: has to exist. */
  logging_config_file?: string;
  /** `EV_MQTT_EVEREST_PREFIX`: used as it is, so it ends with `/`. Default `everest/`. */
  mqtt_everest_prefix?: string;
  /** `EV_MQTT_EXTERNAL_PREFIX`: used as it is. Default empty. */
  mqtt_external_prefix?: string;
  /** `EV_MQTT_BROKER_SOCKET_PATH`: a unix socket instead of host and port. */
  mqtt_broker_socket_path?: string;
  /** `EV_MQTT_BROKER_HOST`. Default `localhost`. */
  mqtt_server_address?: string;
  /** `EV_MQTT_BROKER_PORT`. Default 1883, with a warning. */
  mqtt_server_port?: string | number;
  /** `EV_VALIDATE_SCHEMA`: check arguments, results and variables. Default false. */
  validate_schema?: boolean;
}

/**
 * Connects, fetches the configuration and calls `handler_setup`, all before it returns; what goes wrong on the way is thrown.
 * When the promise of the handler has resolved, the module is ready. The returned promise resolves when all modules are.
 * Can be called once. The handler may be left out where the module provides no commands.
 */
export function boot_module<M extends ModuleShape = AnyModule>(
  handler_setup?: (module_setup: ModuleSetup<M>) => unknown,
  user_settings?: UserSettings,
): Promise<Mod<M>>;

/**
 * Values are joined without anything between them: texts, numbers and booleans as they are, objects and null as
 * `util.inspect` shows them. Anything else throws.
 */
export type EvlogMethod = (...values: readonly (string | number | boolean | object | null)[]) => void;

/** The log of the module. */
export const evlog: {
  readonly debug: EvlogMethod;
  readonly info: EvlogMethod;
  readonly warning: EvlogMethod;
  readonly error: EvlogMethod;
  readonly critical: EvlogMethod;
};
