/** framework.md §26.4: members of the framework's objects are enumerable, read-only and cannot be reconfigured. */
export function define<T extends object, K extends string, V>(
  target: T,
  name: K,
  value: V,
): asserts target is T & { readonly [N in K]: V } {
  Object.defineProperty(target, name, { value, enumerable: true, writable: false, configurable: false });
}

/** A member that cannot be had: reading it throws. */
export function defineMissing(target: object, name: string, missing: () => Error): void {
  Object.defineProperty(target, name, {
    get: () => {
      throw missing();
    },
    enumerable: true,
    configurable: false,
  });
}

/** An object with one read-only member for each name. */
export function membersOf<V>(names: Iterable<string>, make: (name: string) => V): Readonly<Record<string, V>> {
  const members: Record<string, V> = {};
  for (const name of names) define(members, name, make(name));
  return members;
}
