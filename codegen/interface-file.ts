import type {
  CommandDefinition,
  Declarations,
  InterfaceDefinition,
  JsonSchema,
  Problem,
} from '../framework/declarations/types.js';
import { Imports } from './imports.js';
import { interfaceIdentifier, stringLiteral } from './names.js';
import { referenceResolver } from './references.js';
import type { ResolveReference } from './schema-type.js';
import { member, schemaType, union } from './schema-type.js';
import { block, docComment, sourceFile } from './text.js';

/** `generated/interfaces/<name>.ts`: commands, variables and errors in the form of `InterfaceShape`. */
export function interfaceFile(declarations: Declarations, name: string, report: (problem: Problem) => void): string {
  const definition: InterfaceDefinition = declarations.interface(name) ?? { cmds: {}, vars: {}, errors: {} };
  const identifier = interfaceIdentifier(name);
  const imports = new Imports([identifier]);
  const origin = `interfaces/${name}.yaml`;
  const resolve = referenceResolver({ declarations, file: origin, imports, typesPath: '../types', report });
  const shape = block([
    member('cmds', commands(definition.cmds, resolve), ''),
    member('vars', schemaMembers(definition.vars, resolve), ''),
    member('errors', errorTypes(definition), ''),
  ]);
  const declaration = `${docComment(definition.description)}export type ${identifier} = ${shape};`;
  return sourceFile(origin, imports.lines(), [declaration]);
}

/** Every schema of an interface: arguments, results and variables. */
export function interfaceSchemas(definition: InterfaceDefinition): JsonSchema[] {
  const ofCommands = Object.values(definition.cmds).flatMap((cmd) => [...Object.values(cmd.arguments), cmd.result]);
  return [...ofCommands, ...Object.values(definition.vars)];
}

function commands(cmds: InterfaceDefinition['cmds'], resolve: ResolveReference): string {
  return block(
    Object.entries(cmds).map(([name, cmd]) => {
      const shape = block([
        member('args', schemaMembers(cmd.arguments, resolve), ''),
        member('result', resultType(cmd, resolve), docComment(cmd.result['description'])),
      ]);
      return member(name, shape, docComment(cmd.description));
    }),
  );
}

/** A command without result answers `null` on the wire; in code it returns nothing. */
function resultType(cmd: CommandDefinition, resolve: ResolveReference): string {
  return cmd.result['type'] === 'null' ? 'void' : schemaType(cmd.result, resolve);
}

function schemaMembers(schemas: Readonly<Record<string, JsonSchema>>, resolve: ResolveReference): string {
  const entries = Object.entries(schemas);
  return block(
    entries.map(([name, schema]) => member(name, schemaType(schema, resolve), docComment(schema['description']))),
  );
}

function errorTypes(definition: InterfaceDefinition): string {
  const types = Object.entries(definition.errors).flatMap(([namespace, errors]) =>
    Object.keys(errors).map((name) => stringLiteral(`${namespace}/${name}`)),
  );
  return union(types);
}
