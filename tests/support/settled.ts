/** Resolves when everything that waits for no timer and no socket has run. */
export async function settled(rounds = 4): Promise<void> {
  for (let round = 0; round < rounds; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}
