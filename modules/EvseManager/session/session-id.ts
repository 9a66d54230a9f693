import type { Random } from 'everest-ts';

export type SessionIdType = 'UUID' | 'UUID_BASE64' | 'SHORT_BASE64';

/** 36, 22 or 16 characters. */
export function newSessionId(type: SessionIdType, random: Random): string {
  const bytes = Uint8Array.from({ length: type === 'SHORT_BASE64' ? 12 : 16 }, () => Math.floor(random() * 256));
  if (type === 'SHORT_BASE64') return base64(bytes);
  // RFC 9562 §5.4: version 4, variant 10.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  if (type === 'UUID_BASE64') return base64(bytes);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('=', '');
}
