import { didYouMean } from '../../framework/declarations/did-you-mean.js';
import { EverestError } from '../../lib/errors/everest-error.js';

/** The files that `--only` names; all of them without it. */
export function selectFiles<T extends { readonly key: string }>(files: readonly T[], only?: readonly string[]): T[] {
  if (only === undefined) return [...files];
  const known = files.map(({ key }) => key);
  const unknown = only.filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    const reasons = unknown.map((key) => `--only: there is no "${key}"${didYouMean(key, known)}`);
    throw new EverestError('CFG_OPTION', `${reasons.join('\n')}\nthere is: ${known.join(', ')}`);
  }
  return files.filter(({ key }) => only.includes(key));
}
