import type { ModulePlan } from './plan.js';

/** `manifest.yaml` of a new module. */
export function manifestFile(plan: ModulePlan): string {
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
