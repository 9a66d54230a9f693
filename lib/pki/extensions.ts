import type { Extension } from 'pkijs';
import type { Toolkit } from './toolkit.js';

/** Bits of RFC 5280 §4.2.1.3, counted from the first. */
export type KeyUsage = 'digitalSignature' | 'keyEncipherment' | 'keyAgreement' | 'keyCertSign' | 'cRLSign';

const bits: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0x80,
  keyEncipherment: 0x20,
  keyAgreement: 0x08,
  keyCertSign: 0x04,
  cRLSign: 0x02,
};

export type ExtendedKeyUsage = 'serverAuth' | 'clientAuth' | 'codeSigning';

const purposes: Readonly<Record<ExtendedKeyUsage, string>> = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
};

export function basicConstraints(isAuthority: boolean, pathLength: number | undefined, { pkijs }: Toolkit): Extension {
  const value = { cA: isAuthority, ...(pathLength !== undefined && { pathLenConstraint: pathLength }) };
  const extnValue = new pkijs.BasicConstraints(value).toSchema().toBER();
  return new pkijs.Extension({ extnID: '2.5.29.19', critical: true, extnValue });
}

export function keyUsage(usages: readonly KeyUsage[], critical: boolean, { asn1, pkijs }: Toolkit): Extension {
  const byte = usages.reduce((sum, usage) => sum | bits[usage], 0);
  // DER: the bits behind the last one that is set are not counted
  let unusedBits = 0;
  while (unusedBits < 7 && ((byte >> unusedBits) & 1) === 0) unusedBits++;
  const value = new asn1.BitString({ valueHex: new Uint8Array([byte]).buffer, unusedBits });
  return new pkijs.Extension({ extnID: '2.5.29.15', critical, extnValue: value.toBER() });
}

export function extendedKeyUsage(usages: readonly ExtendedKeyUsage[], { pkijs }: Toolkit): Extension {
  const keyPurposes = usages.map((usage) => purposes[usage]);
  const extnValue = new pkijs.ExtKeyUsage({ keyPurposes }).toSchema().toBER();
  return new pkijs.Extension({ extnID: '2.5.29.37', extnValue });
}

export function subjectAlternativeName(
  dnsNames: readonly string[],
  ipAddresses: readonly string[],
  { asn1, pkijs }: Toolkit,
): Extension {
  const names = [
    ...dnsNames.map((value) => new pkijs.GeneralName({ type: 2, value })),
    ...ipAddresses.map((address) => {
      const value = new asn1.OctetString({ valueHex: new Uint8Array(address.split('.').map(Number)).buffer });
      return new pkijs.GeneralName({ type: 7, value });
    }),
  ];
  return new pkijs.Extension({ extnID: '2.5.29.17', extnValue: new pkijs.GeneralNames({ names }).toSchema().toBER() });
}

export function ocspResponder(url: string, { pkijs }: Toolkit): Extension {
  const accessLocation = new pkijs.GeneralName({ type: 6, value: url });
  const description = new pkijs.AccessDescription({ accessMethod: '1.3.6.1.5.5.7.48.1', accessLocation });
  const extnValue = new pkijs.InfoAccess({ accessDescriptions: [description] }).toSchema().toBER();
  return new pkijs.Extension({ extnID: '1.3.6.1.5.5.7.1.1', extnValue });
}

export function subjectKeyIdentifier(keyId: ArrayBuffer, { asn1, pkijs }: Toolkit): Extension {
  const extnValue = new asn1.OctetString({ valueHex: keyId }).toBER();
  return new pkijs.Extension({ extnID: '2.5.29.14', extnValue });
}

export function authorityKeyIdentifier(keyId: ArrayBuffer, { asn1, pkijs }: Toolkit): Extension {
  const keyIdentifier = new asn1.OctetString({ valueHex: keyId });
  const extnValue = new pkijs.AuthorityKeyIdentifier({ keyIdentifier }).toSchema().toBER();
  return new pkijs.Extension({ extnID: '2.5.29.35', extnValue });
}
