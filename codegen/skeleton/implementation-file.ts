import { pascalCase, typeIdentifier } from '../names.js';
import { indent } from '../text.js';
import { implementation } from './entry-file.js';
import type { MinimalValue } from './minimal-value.js';
import type { ProvidedPlan } from './plan.js';

/** `fooBar_x` -> `foo-bar-x.ts`: where the handlers of an implementation go that is added later. */
export function implementationFileName(id: string): string {
  const words = id.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').replaceAll(/[^A-Za-z0-9]+/g, '-');
  return `${words.toLowerCase()}.ts`;
}

export function implementationFunction(id: string): string {
  return `implement${pascalCase(id).replace(/^_/, '')}`;
}

/** A file with the handlers of one implementation; `undefined` where its interface has no commands. */
export function implementationFile(
  module: string,
  entry: ProvidedPlan,
  minimalValue: MinimalValue,
): string | undefined {
  const body = implementation(entry, minimalValue);
  if (body === '') return undefined;
  const type = typeIdentifier(module);
  const failing = body.includes('new HandlerFailed') ? "import { HandlerFailed } from 'everest-ts';\n" : '';
  return `${failing}import type { ModuleContext } from 'everest-ts';
import type { ${type} } from '#generated/modules/${module}';

/** Implements \`${entry.id}\` (interface ${entry.interface}). */
export function ${implementationFunction(entry.id)}({ provides, log }: Pick<ModuleContext<${type}>, 'provides' | 'log'>): void {
${indent(body)}
}
`;
}
