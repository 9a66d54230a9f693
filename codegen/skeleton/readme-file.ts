import type { ModulePlan } from './plan.js';

/** Commands that a reader of the README needs; they differ inside and outside the repository. */
export interface ReadmeCommands {
  readonly build: string;
  readonly test: string;
}

/** `README.md` of a new module. */
export function readmeFile(plan: ModulePlan, commands: ReadmeCommands): string {
  const provides = plan.provides.map((entry) => `- provides \`${entry.id}\` (interface \`${entry.interface}\`)`);
  const requires = plan.requires.map(
    (entry) =>
      `- requires \`${entry.id}\` (interface \`${entry.interface}\`, ${entry.min} to ${entry.max} connections)`,
  );
  return `# ${plan.name}

What ${plan.name} does, in a sentence.

${[...provides, ...requires].join('\n')}

\`manifest.yaml\` says what the module offers, needs and can be configured with; the types of \`index.ts\` are generated from it.
After a change of the manifest, build again.

- build: \`${commands.build}\`
- test: \`${commands.test}\`

In a configuration:

\`\`\`yaml
active_modules:
${configuration(plan).join('\n')}
\`\`\`
`;
}

function configuration(plan: ModulePlan): string[] {
  const connections = plan.requires.flatMap((entry) => [
    `      ${entry.id}:`,
    `        - module_id: some_module`,
    `          implementation_id: main`,
  ]);
  return [
    `  ${instanceId(plan.name)}:`,
    `    module: ${plan.name}`,
    ...(connections.length === 0 ? [] : ['    connections:', ...connections]),
  ];
}

/** `DemoDisplay` -> `demo_display`. */
function instanceId(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
}
