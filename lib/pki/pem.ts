/** The blocks of one kind in a PEM text, in their order; everything else is passed over. */
export function pemBlocks(text: string, label = 'CERTIFICATE'): string[] {
  const block = new RegExp(`-----BEGIN ${label}-----[\\s\\S]*?-----END ${label}-----`, 'g');
  return (text.match(block) ?? []).map((found) => `${found}\n`);
}

export function toPem(label: string, der: ArrayBuffer | Uint8Array): string {
  const bytes = der instanceof Uint8Array ? Buffer.from(der) : Buffer.from(new Uint8Array(der));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

export function fromPem(text: string): Buffer {
  return Buffer.from(text.replace(/-----[^-]+-----/g, '').replace(/\s/g, ''), 'base64');
}
