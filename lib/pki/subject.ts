import type { AttributeTypeAndValue, RelativeDistinguishedNames } from 'pkijs';
import type { Toolkit } from './toolkit.js';

/** A distinguished name; it is written in this order. */
export interface Subject {
  /** Two letters. */
  readonly country?: string;
  readonly organization?: string;
  readonly commonName?: string;
  readonly domainComponent?: string;
}

const GREATEST_LENGTH = 64;

/** One set for each attribute, as everybody expects; left to itself, the toolkit would put all into a single one. */
export function distinguishedName(subject: Subject, toolkit: Toolkit): RelativeDistinguishedNames {
  const { asn1, pkijs } = toolkit;
  const sets = subjectAttributes(subject, toolkit).map((attribute) => new asn1.Set({ value: [attribute.toSchema()] }));
  return pkijs.RelativeDistinguishedNames.fromBER(new asn1.Sequence({ value: sets }).toBER());
}

/** Values that RFC 5280 appendix A does not allow are left out, as OpenSSL does. */
function subjectAttributes(
  { commonName, country, domainComponent, organization }: Subject,
  { asn1, pkijs }: Toolkit,
): AttributeTypeAndValue[] {
  const attributes: AttributeTypeAndValue[] = [];
  const add = (type: string, value: AttributeTypeAndValue['value']): void =>
    void attributes.push(new pkijs.AttributeTypeAndValue({ type, value }));
  if (/^[A-Za-z0-9]{2}$/.test(country ?? '')) add('2.5.4.6', new asn1.PrintableString({ value: country ?? '' }));
  if (fits(organization)) add('2.5.4.10', new asn1.Utf8String({ value: organization }));
  if (fits(commonName)) add('2.5.4.3', new asn1.Utf8String({ value: commonName }));
  if (fits(domainComponent)) add('0.9.2342.19200300.100.1.25', new asn1.IA5String({ value: domainComponent }));
  return attributes;
}

function fits(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value.length <= GREATEST_LENGTH;
}
