export type {
  CommandDefinition,
  ConfigEntry,
  ConfigSet,
  DeclarationFolders,
  Declarations,
  ErrorDefinition,
  FrameworkSchemas,
  InterfaceDefinition,
  JsonSchema,
  Manifest,
  Mutability,
  Problem,
  ProvidesEntry,
  RequiresEntry,
  TypeDocument,
} from './types.js';
export { checkConfigValue } from './config-value.js';
export type { ConfigValue, ConfigValueCheck } from './config-value.js';
export { loadDeclarations } from './declarations.js';
export { deepFreeze } from './deep-freeze.js';
export { closest, didYouMean } from './did-you-mean.js';
export { completeManifest } from './complete-manifest.js';
export type { ManifestText } from './complete-manifest.js';
export { checkSchema, typeName } from './schema-check.js';
export { frameworkSchemas } from './schemas.js';
export { packageRoot } from './package-root.js';
export { createValidator } from './validator.js';
export type { SchemaValidator } from './validator.js';
export { toWireInterface } from './wire-interface.js';
export { readYamlFile } from './yaml-file.js';
export { listAt, mapAt, nodeAt, nodeFrom, pathText, plain, positionAt, textAt, valueAt } from './yaml-node.js';
export type { ListNode, MapNode, NodePath, Position, ScalarNode, ScalarValue, YamlNode } from './yaml-node.js';
export { parseYaml, readYaml } from './yaml-reader.js';
export type { YamlReading } from './yaml-reader.js';
export { isInteger32, readPlainScalar } from './yaml-scalar.js';
