import type { ModulePlan } from './plan.js';

/** `manifest.yaml` of a new module; `schema` is where an editor finds the schema of manifests, from there. */
export function manifestFile(plan: ModulePlan, schema: string): string {
  const provides = plan.provides.flatMap((entry) => [
    `  ${entry.id}:`,
    `    description: What ${plan.name} offers through ${entry.interface}.`,
    `    interface: ${entry.interface}`,
  ]);
  const requires = plan.requires.flatMap((entry) => [
    `  ${entry.id}:`,
    `    interface: ${entry.interface}`,
    `    min_connections: ${entry.min}`,
    `    max_connections: ${entry.max}`,
  ]);
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    `description: What ${plan.name} does, in a sentence.`,
    'provides:',
    ...provides,
    ...(requires.length === 0 ? [] : ['requires:', ...requires]),
    'metadata:',
    '  license: https://opensource.org/licenses/Apache-2.0',
    '  authors:',
    `    - The authors of ${plan.name}`,
  ];
  return `${lines.join('\n')}\n`;
}
