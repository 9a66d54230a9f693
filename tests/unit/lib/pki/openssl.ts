import { execFileSync, spawnSync } from 'node:child_process';

/** Whether the program that decides what is right is there. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** What OpenSSL says; throws when it refuses. */
export function openssl(args: readonly string[], input = ''): string {
  return execFileSync('openssl', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}
