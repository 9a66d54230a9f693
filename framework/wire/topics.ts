/** framework.md §15: every topic below the everest prefix. `prefix` ends with `/` (or is empty). */
export class Topics {
  readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  readonly interfaces = (): string => `${this.prefix}interfaces`;
  readonly interfaceDefinition = (name: string): string => `${this.prefix}interface_definitions/${name}`;
  readonly types = (): string => `${this.prefix}types`;
  /** `name` may start with `/`, as the names in the `types` list do. */
  readonly typeDefinition = (name: string): string =>
    `${this.prefix}type_definitions/${name.startsWith('/') ? name.slice(1) : name}`;
  readonly settings = (): string => `${this.prefix}settings`;
  readonly schemas = (): string => `${this.prefix}schemas`;
  readonly manifest = (moduleName: string): string => `${this.prefix}manifests/${moduleName}`;
  readonly moduleNames = (): string => `${this.prefix}module_names`;
  readonly configRequest = (): string => `${this.prefix}config/request`;
  readonly ready = (): string => `${this.prefix}ready`;
  readonly shutdown = (): string => `${this.prefix}shutdown`;

  readonly module = (id: string): string => `${this.prefix}modules/${id}`;
  readonly moduleResponse = (id: string): string => `${this.module(id)}/response`;
  readonly moduleReady = (id: string): string => `${this.module(id)}/ready`;
  readonly moduleMetadata = (id: string): string => `${this.module(id)}/metadata`;
  readonly configSetRequest = (id: string): string => `${this.module(id)}/config/set_request`;
  readonly configSetResponse = (id: string): string => `${this.module(id)}/config/set_response`;

  readonly variable = (id: string, implementation: string, name: string): string =>
    `${this.module(id)}/impl/${implementation}/var/${name}`;
  readonly command = (id: string, implementation: string, name: string): string =>
    `${this.module(id)}/impl/${implementation}/cmd/${name}`;
  readonly commandResponse = (commandTopic: string, callerId: string): string => `${commandTopic}/response/${callerId}`;
  /** `type` is `<namespace>/<Name>`, so the topic is one level longer than a variable's. */
  readonly error = (id: string, implementation: string, type: string): string =>
    `${this.module(id)}/impl/${implementation}/error/${type}`;
}

/** Whether `text` can be one level of a topic: not empty, no separator, no wildcard. */
export function isTopicLevel(text: string): boolean {
  return text !== '' && !['+', '#', '/', '\0'].some((character) => text.includes(character));
}
