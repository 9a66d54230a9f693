import type { V2gCertificates } from '../../../../../lib/ocpp16/index.js';
import { silence } from '../charge-point/support/fake-csms.js';
import { Kit, type KitOptions } from '../charge-point/support/kit.js';

export const VENDOR = 'org.openchargealliance.iso15118pnc';

export const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' } as const;
export const request = { ...hash, responderURL: 'http://ocsp' } as const;

interface Options {
  readonly certificates?: Partial<V2gCertificates>;
  readonly keys?: KitOptions['keys'];
  readonly callbacks?: KitOptions['callbacks'];
}

/** A station with Plug & Charge, everything switched on, whose certificate store says yes. */
export class PncBench {
  readonly asked: unknown[][] = [];
  kit!: Kit;
  /** Answers of the central system by messageId; a text is sent as it is, `undefined` is silence. */
  readonly answers = new Map<string, unknown>();

  static async booted({ callbacks = {}, certificates = {}, keys = {} }: Options = {}): Promise<PncBench> {
    const bench = new PncBench();
    bench.kit = await Kit.booted({
      keys: {
        ...keys,
        Security: { CpoName: 'Operator', ...keys.Security },
        PnC: {
          ISO15118PnCEnabled: true,
          ISO15118CertificateManagementEnabled: true,
          ContractValidationOffline: true,
          CentralContractValidationAllowed: true,
          ...keys.PnC,
        },
      },
      callbacks,
      options: { v2gCertificates: { ...bench.#certificates(), ...certificates } },
    });
    bench.kit.csms.on('DataTransfer', ({ messageId = '' }) => {
      if (!bench.answers.has(messageId)) return { status: 'Accepted' };
      const answer = bench.answers.get(messageId);
      if (answer === undefined) return silence;
      if (typeof answer === 'object' && answer !== null && 'error' in answer) return { error: String(answer.error) };
      return { status: 'Accepted', data: typeof answer === 'string' ? answer : JSON.stringify(answer) };
    });
    return bench;
  }

  /** A message of the central system; what comes back with its document read. */
  async send(messageId: string, document?: unknown): Promise<unknown> {
    const data = typeof document === 'string' ? document : JSON.stringify(document);
    const answer = (await this.kit.csms.call('DataTransfer', {
      vendorId: VENDOR,
      messageId,
      ...(data !== undefined && { data }),
    })) as { status: string; data?: string };
    await this.kit.clock.settle();
    return answer.status === 'Accepted' && answer.data !== undefined
      ? [answer.status, JSON.parse(answer.data)]
      : answer;
  }

  /** The documents that the central system has got. */
  async sent(messageId: string): Promise<unknown[]> {
    const payloads = await this.kit.payloads('DataTransfer');
    return payloads
      .filter((payload) => payload['messageId'] === messageId && payload['vendorId'] === VENDOR)
      .map(({ data }) => JSON.parse(String(data)) as unknown);
  }

  async events(): Promise<unknown[]> {
    return (await this.kit.questions()).filter(([name]) => name === 'securityEvent').map(([, ...rest]) => rest);
  }

  #certificates(): V2gCertificates {
    const note =
      <T>(name: string, answer: T) =>
      (...args: unknown[]): T => {
        this.asked.push([name, ...args]);
        return answer;
      };
    return {
      installRoot: note('installRoot', 'Accepted'),
      delete: note('delete', 'Accepted'),
      installed: note('installed', []),
      installV2gCertificate: note('installV2gCertificate', 'Accepted'),
      requestSigning: note('requestSigning', 'CSR'),
      v2gCertificateDays: note('v2gCertificateDays', 365),
      verifyContract: note('verifyContract', 'Valid'),
      contractOcspRequests: note('contractOcspRequests', [request]),
      stationOcspRequests: note('stationOcspRequests', []),
      keepOcspResponse: note('keepOcspResponse', undefined),
    };
  }
}
