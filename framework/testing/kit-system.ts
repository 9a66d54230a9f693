import type { ConfigSet, Declarations, InterfaceDefinition, Manifest, TypeDocument } from '../declarations/index.js';
import type { SystemMetadata } from '../runtime/bootstrap.js';
import type { ConfigParameter, ModuleConfigDocument, ParameterValue } from '../wire/config-messages.js';
import { MODULE_LEVEL } from '../wire/config-messages.js';
import type { Mapping } from '../wire/messages.js';

/** The id of the module under test. */
export const MODULE_ID = 'module';

export interface PeerPlan {
  readonly moduleId: string;
  readonly implementationId: string;
  readonly mapping: Mapping | undefined;
  readonly definition: InterfaceDefinition;
  readonly answers: Readonly<Record<string, (args: never) => unknown>>;
}

export interface KitSystem {
  readonly everestPrefix: string;
  readonly manifest: Manifest;
  readonly metadata: SystemMetadata;
  readonly document: ModuleConfigDocument;
  readonly peers: readonly PeerPlan[];
  provided(implementation: string): InterfaceDefinition;
  readonly typeDocument: (name: string) => TypeDocument | undefined;
}

/** What of the kit's options decides about the system; see `KitOptions` for the typed form. */
interface Plan {
  readonly config?: {
    readonly module?: object;
    readonly implementations?: { readonly [implementation: string]: object | undefined };
  };
  readonly connections?: { readonly [requirement: string]: number | undefined };
  readonly answers?: { readonly [requirement: string]: object | undefined };
  readonly mappings?: { readonly [requirement: string]: Mapping | readonly Mapping[] | undefined };
  readonly etcDir?: string;
  readonly shareDir?: string;
  readonly validateSchema?: boolean;
}

/** What a manager would tell the module under test, and who stands behind its connections. */
export function planSystem(name: string, declarations: Declarations, plan: Plan): KitSystem {
  const manifest = declarations.manifest(name);
  if (manifest === undefined) throw new Error(`no manifest of ${name}: ${problemTexts(declarations)}`);
  const used = [...Object.values(manifest.provides), ...Object.values(manifest.requires)].map(
    (entry) => entry.interface,
  );
  const interfaces = new Map([...new Set(used)].map((id) => [id, loadInterface(declarations, id)] as const));
  const peers = planPeers(manifest, interfaces, plan);
  return {
    everestPrefix: 'everest/',
    manifest,
    metadata: {
      interfaces,
      types: new Map(),
      settings: {
        prefix: '/opt/everest',
        etc_dir: plan.etcDir ?? '/opt/everest/etc/everest',
        data_dir: plan.shareDir ?? '/opt/everest/share/everest',
        modules_dir: '/opt/everest/libexec/everest/modules',
        telemetry_prefix: 'everest-telemetry/',
        telemetry_enabled: true,
        validate_schema: plan.validateSchema ?? true,
        forward_exceptions: false,
      },
      moduleNames: { [MODULE_ID]: name },
      manifests: new Map([[name, manifest]]),
    },
    document: planDocument(name, manifest, peers, plan),
    peers: peers.map(({ peer }) => peer),
    typeDocument: (type) => declarations.typeDocument(type),
    provided: (implementation) =>
      interfaces.get(manifest.provides[implementation]?.interface ?? '') ?? { cmds: {}, vars: {}, errors: {} },
  };
}

function loadInterface(declarations: Declarations, name: string): InterfaceDefinition {
  const definition = declarations.interface(name);
  if (definition === undefined) throw new Error(`no interface ${name}: ${problemTexts(declarations)}`);
  return definition;
}

function problemTexts(declarations: Declarations): string {
  return declarations.problems.map(({ file, path, message }) => `${file} ${path}: ${message}`).join('; ');
}

interface PlannedPeer {
  readonly requirement: string;
  readonly peer: PeerPlan;
}

function planPeers(
  manifest: Manifest,
  interfaces: ReadonlyMap<string, InterfaceDefinition>,
  plan: Plan,
): PlannedPeer[] {
  return Object.entries(manifest.requires).flatMap(([requirement, entry]) => {
    const count = plan.connections?.[requirement] ?? entry.min_connections;
    const mappings = plan.mappings?.[requirement];
    return Array.from({ length: count }, (_, index) => ({
      requirement,
      peer: {
        moduleId: `${requirement}_${index}`,
        implementationId: 'main',
        mapping: Array.isArray(mappings) ? (mappings as readonly Mapping[])[index] : undefined,
        definition: interfaces.get(entry.interface) ?? { cmds: {}, vars: {}, errors: {} },
        answers: { ...plan.answers?.[requirement] },
      },
    }));
  });
}

function planDocument(
  name: string,
  manifest: Manifest,
  peers: readonly PlannedPeer[],
  plan: Plan,
): ModuleConfigDocument {
  const mapping = plan.mappings?.['module'] as Mapping | undefined;
  const own = mapping === undefined ? null : { module: mapping };
  const implementations = Object.entries(manifest.provides).map(
    ([id, entry]) => [id, parameters(entry.config, plan.config?.implementations?.[id], `${name}.${id}`)] as const,
  );
  const requirements = Object.keys(manifest.requires).map((requirement) => {
    const connected = peers.filter((planned) => planned.requirement === requirement);
    return [
      requirement,
      connected.map(({ peer }, index) => ({
        module_id: peer.moduleId,
        implementation_id: peer.implementationId,
        requirement: { id: requirement, index },
      })),
    ] as const;
  });
  return {
    module_config: {
      standalone: false,
      module_name: name,
      module_id: MODULE_ID,
      configuration_parameters: {
        [MODULE_LEVEL]: parameters(manifest.config, plan.config?.module, name),
        ...Object.fromEntries(implementations),
      },
      telemetry_enabled: false,
      connections: Object.fromEntries(requirements),
      mapping: own,
      access: null,
      telemetry_config: { id: 1 },
    },
    mappings: {
      [MODULE_ID]: own,
      ...Object.fromEntries(
        peers.map(({ peer }) => [peer.moduleId, peer.mapping === undefined ? null : { module: peer.mapping }]),
      ),
    },
  };
}

function parameters(declared: ConfigSet, given: object | undefined, where: string): ConfigParameter[] {
  const values = { ...given } as Readonly<Record<string, ParameterValue>>;
  const unknown = Object.keys(values).find((key) => !(key in declared));
  if (unknown !== undefined) throw new Error(`${where} has no configuration key "${unknown}"`);
  return Object.entries(declared).map(([key, entry]) => {
    const value = values[key] ?? entry.default;
    if (value === undefined) throw new Error(`${where}: configuration key "${key}" has no default and no value`);
    const datatype = entry.type === 'boolean' ? ('bool' as const) : entry.type;
    return { name: key, value, characteristics: { datatype, mutability: entry.mutability } };
  });
}
