import { merged, type AccessRules } from './access-rules.js';

/** The ACL file of Mosquitto: one block for each user. */
export function mosquittoFile(title: string, users: ReadonlyMap<string, AccessRules>): string {
  const blocks = [...users].map(([user, rules]) => [`user ${user}`, ...lines(rules)].join('\n'));
  return `${[`# ${title}`, ...blocks].join('\n\n')}\n`;
}

function lines(rules: AccessRules): string[] {
  const { write, read } = merged([rules]);
  const both = new Set(write.filter((topic) => read.includes(topic)));
  return [
    ...[...both].map((topic) => `topic readwrite ${topic}`),
    ...write.filter((topic) => !both.has(topic)).map((topic) => `topic write ${topic}`),
    ...read.filter((topic) => !both.has(topic)).map((topic) => `topic read ${topic}`),
  ];
}
