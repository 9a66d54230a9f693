import { decideLocally } from '../core/authorization/decision.js';
import { isIdTag } from '../core/authorization/id-tag.js';
import type { PncContext } from './context.js';
import {
  readAuthorizeAnswer,
  type ContractCertificateStatus,
  type ContractStatus,
  type OcspRequest,
} from './documents.js';
import { ask } from './send.js';

/** OCPP 2.0.1 `IdTokenType`. */
const MAX_ID_TOKEN_LENGTH = 36;
/** OCPP 2.0.1 `AuthorizeRequest`. */
const MAX_HASH_DATA = 4;

/** The contract that a car shows. */
export interface Contract {
  readonly emaid: string;
  /** PEM, leaf first. */
  readonly chain?: string;
  /** Made from the chain on the side of the car. */
  readonly hashData?: readonly OcspRequest[];
}

export interface ContractAuthorization {
  readonly status: ContractStatus;
  readonly certificateStatus?: ContractCertificateStatus;
  /** RFC 3339 */
  readonly expiryDate?: string;
  readonly evseIds?: readonly number[];
  readonly groupId?: string;
}

type Parts = Pick<
  PncContext,
  'certificates' | 'coreSettings' | 'dataTransfer' | 'guard' | 'log' | 'memory' | 'outbox' | 'settings'
>;
type Proof = { readonly certificate: string } | { readonly iso15118CertificateHashData: readonly OcspRequest[] };

const invalid: ContractAuthorization = { status: 'Invalid' };

/** Application note Plug & Charge, C07: who may charge on a contract, and who decides. */
export async function authorizeContract(contract: Contract, parts: Parts): Promise<ContractAuthorization> {
  const { log, outbox, settings } = parts;
  const { chain, emaid, hashData = [] } = contract;
  if (!settings.isPncEnabled || [...emaid].length > MAX_ID_TOKEN_LENGTH) {
    log.warn({ isPncEnabled: settings.isPncEnabled, length: emaid.length }, 'contract is refused');
    return invalid;
  }
  if (!outbox.isConnected) return chain === undefined ? invalid : authorizeOffline(emaid, chain, parts);
  const proof = hashData.length > 0 ? proofOf(hashData) : chain === undefined ? undefined : await prove(chain, parts);
  return proof === undefined ? invalid : forward(emaid, proof, parts);
}

/** What the central system needs to check the chain; `undefined` when it must not be asked. */
async function prove(chain: string, parts: Parts): Promise<Proof | undefined> {
  const { certificates, guard, log, settings } = parts;
  const validation = await validate(chain, parts);
  if (validation !== 'IssuerNotFound') {
    const requests = await guard.ask('contractOcspRequests', () => certificates.contractOcspRequests(chain), []);
    if (requests.length > 0) return proofOf(requests);
  }
  if (settings.centralContractValidationAllowed) return { certificate: chain };
  log.warn({ validation }, 'contract cannot be checked here, and the central system must not be asked');
  return undefined;
}

async function authorizeOffline(emaid: string, chain: string, parts: Parts): Promise<ContractAuthorization> {
  const { coreSettings, settings } = parts;
  if (!settings.contractValidationOffline) return { status: 'NotAtThisTime' };
  switch (await validate(chain, parts)) {
    case 'Valid':
      if (coreSettings.localAuthorizeOffline) return lookUp(emaid, parts);
      return { status: 'Unknown', certificateStatus: 'Accepted' };
    case 'Expired':
      return { status: 'Expired', certificateStatus: 'CertificateExpired' };
    default:
      return { status: 'Unknown' };
  }
}

/** List and cache know idTags only, so the contract has to fit into one. */
function lookUp(emaid: string, { memory }: Parts): ContractAuthorization {
  if (!isIdTag(emaid)) return invalid;
  const decision = decideLocally({
    isConnected: false,
    localPreAuthorize: false,
    localAuthorizeOffline: true,
    listEntry: memory.listed(emaid),
    cacheEntry: memory.cached(emaid),
  });
  const isAccepted = decision.by !== 'centralSystem' && decision.idTagInfo.status === 'Accepted';
  return { status: isAccepted ? 'Accepted' : 'Invalid' };
}

async function forward(emaid: string, proof: Proof, parts: Parts): Promise<ContractAuthorization> {
  const data = await ask('Authorize', { idToken: { idToken: emaid, type: 'eMAID' }, ...proof }, parts);
  const answer = readAuthorizeAnswer(data);
  if (answer === undefined) return { status: 'Unknown' };
  const { certificateStatus, idTokenInfo } = answer;
  const { cacheExpiryDateTime: expiryDate, evseId: evseIds, groupIdToken, status } = idTokenInfo;
  parts.log.info({ status, certificateStatus }, 'contract authorized by the central system');
  return {
    status,
    ...(certificateStatus !== undefined && { certificateStatus }),
    ...(expiryDate !== undefined && { expiryDate }),
    ...(evseIds !== undefined && { evseIds }),
    ...(groupIdToken !== undefined && { groupId: groupIdToken.idToken }),
  };
}

function validate(chain: string, { certificates, guard }: Parts) {
  return guard.ask('verifyContract', () => certificates.verifyContract(chain), 'Unknown' as const);
}

function proofOf(requests: readonly OcspRequest[]): Proof {
  return { iso15118CertificateHashData: requests.slice(0, MAX_HASH_DATA) };
}
