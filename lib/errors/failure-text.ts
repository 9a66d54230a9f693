import { errorText } from './everest-error.js';

/** Why a connection failed. Errors of several attempts at once have no text of their own. */
export function failureText(error: unknown): string {
  const { message, code } = (error ?? {}) as { readonly message?: unknown; readonly code?: string };
  const text = typeof message === 'string' ? message : errorText(error);
  return text === '' ? (code ?? 'connection failed') : text;
}
