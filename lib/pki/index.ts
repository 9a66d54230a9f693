export { Certificate, hashesAreEqual, hashText, readCertificates, type CertificateHash } from './certificate.js';
export { descendants, hashAmong, isAmong, rootOf, type Descendant } from './hierarchy.js';
export { certifyKey, issueCertificate, type CertificateWish, type Credentials } from './issue.js';
export { pemBlocks, toPem } from './pem.js';
export { belongsTo, exportPrivateKey, generatePrivateKey, readPrivateKey } from './private-key.js';
export { issueRevocationList, serialOf, type RevocationWish } from './revocation-list.js';
export { createSigningRequest, readSigningRequest, type SigningRequest } from './signing-request.js';
export type { Subject } from './subject.js';
export { verifyChain, type ChainResult, type ChainVerdict } from './verify-chain.js';
