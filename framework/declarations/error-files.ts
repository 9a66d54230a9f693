import { checkSchema } from './schema-check.js';
import type { ErrorDefinition, JsonSchema, Problem } from './types.js';
import { listAt, pathText, textAt } from './yaml-node.js';
import type { YamlNode } from './yaml-node.js';
import { readYamlFile } from './yaml-file.js';

export interface ErrorFile {
  readonly errors: readonly ErrorDefinition[];
  /** What the lenient reading noticed; the file stays usable unless one of them is an error. */
  readonly problems: readonly Problem[];
  /** What the schema says in addition; it only counts where schemas are to be validated. */
  readonly schemaProblems: readonly Problem[];
  readonly usable: boolean;
}

const NO_DESCRIPTION = 'No description found';

/** framework.md §11: entries without a name and repeated names are skipped, a missing description is replaced. */
export function readErrorFile(file: string, namespace: string, schema: JsonSchema): ErrorFile {
  const { root, problems: found } = readYamlFile(file);
  if (!root) return { errors: [], problems: found, schemaProblems: [], usable: false };
  const problems: Problem[] = [...found];
  const errors = new Map<string, ErrorDefinition>();
  listAt(root, 'errors')?.items.forEach((item, index) => {
    const skip = (message: string) => problems.push(warning(item, index, message));
    const name = textAt(item, 'name');
    if (name === undefined) skip('an error without a name is skipped');
    else if (errors.has(name)) skip(`the error "${name}" is declared twice; the second is skipped`);
    else
      errors.set(name, Object.freeze({ name, description: textAt(item, 'description') ?? NO_DESCRIPTION, namespace }));
  });
  return { errors: [...errors.values()], problems, schemaProblems: checkSchema(root, schema), usable: true };
}

function warning(item: YamlNode, index: number, message: string): Problem {
  return { severity: 'warning', ...item.at, path: pathText(['errors', index]), message };
}
