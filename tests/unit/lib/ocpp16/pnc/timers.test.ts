import { describe, expect, test } from '@jest/globals';
import { hash, PncBench, request } from './pnc-bench.js';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const WEEK_S = 7 * DAY_S;
const MANAGEMENT = 'ISO15118CertificateManagementEnabled';
const expiring = { v2gCertificateDays: () => 29 };
const withOcsp = { stationOcspRequests: () => [request] };

function change(bench: PncBench, key: string, value: string): Promise<unknown> {
  return bench.kit.csms.call('ChangeConfiguration', { key, value });
}

describe('GetCertificateStatus', () => {
  test('comes 60 s after the boot and then every OcspRequestInterval', async () => {
    const bench = await PncBench.booted({ certificates: withOcsp });

    await bench.kit.pass(59);
    expect(await bench.sent('GetCertificateStatus')).toEqual([]);
    await bench.kit.pass(1);
    expect(await bench.sent('GetCertificateStatus')).toEqual([{ ocspRequestData: request }]);
    await bench.kit.pass(WEEK_S - 1);
    expect(await bench.sent('GetCertificateStatus')).toHaveLength(1);
    await bench.kit.pass(1);
    expect(await bench.sent('GetCertificateStatus')).toHaveLength(2);
  });

  test('Accepted with a result: stored in the OCSP cache', async () => {
    const bench = await PncBench.booted({ certificates: withOcsp });
    bench.answers.set('GetCertificateStatus', { status: 'Accepted', ocspResult: 'T0NTUA==' });

    await bench.kit.pass(60);

    expect(bench.asked).toContainEqual(['keepOcspResponse', hash, 'T0NTUA==']);
  });

  test.each<[string, unknown]>([
    ['Failed', { status: 'Failed', ocspResult: 'T0NTUA==' }],
    ['no result', { status: 'Accepted' }],
    ['malformed', '{'],
    ['CALLERROR', { error: 'InternalError' }],
  ])('%s: nothing is stored, and the next certificate is asked about', async (_name, answer) => {
    const second = { ...request, serialNumber: '2' };
    const bench = await PncBench.booted({ certificates: { stationOcspRequests: () => [request, second] } });
    bench.answers.set('GetCertificateStatus', answer);

    await bench.kit.pass(60);

    expect(await bench.sent('GetCertificateStatus')).toHaveLength(2);
    expect(bench.asked.filter(([name]) => name === 'keepOcspResponse')).toEqual([]);
  });

  test('a new OcspRequestInterval counts from its change on', async () => {
    const bench = await PncBench.booted({ certificates: withOcsp });
    await bench.kit.pass(60);

    await change(bench, 'OcspRequestInterval', `${DAY_S}`);
    await bench.kit.pass(DAY_S);

    expect(await bench.sent('GetCertificateStatus')).toHaveLength(2);
    await bench.kit.pass(DAY_S);
    expect(await bench.sent('GetCertificateStatus')).toHaveLength(3);
  });

  test('an OcspRequestInterval below one day is Rejected', async () => {
    expect(await change(await PncBench.booted(), 'OcspRequestInterval', '86399')).toEqual({ status: 'Rejected' });
  });

  test('rests while offline and comes 60 s after the reconnect', async () => {
    const bench = await PncBench.booted({ certificates: withOcsp });

    bench.kit.csms.lose();
    await bench.kit.pass(WEEK_S);
    bench.kit.csms.open();
    await bench.kit.pass(59);
    expect(await bench.sent('GetCertificateStatus')).toEqual([]);
    await bench.kit.pass(1);

    expect(await bench.sent('GetCertificateStatus')).toHaveLength(1);
  });
});

describe('30-day check of the V2G certificate', () => {
  test('comes 60 s after the boot and then every 12 hours', async () => {
    const bench = await PncBench.booted({ certificates: expiring });

    await bench.kit.pass(59);
    expect(await bench.sent('SignCertificate')).toEqual([]);
    await bench.kit.pass(1);
    expect(await bench.sent('SignCertificate')).toEqual([{ csr: 'CSR', certificateType: 'V2GCertificate' }]);
    await bench.kit.pass(12 * HOUR_S);
    expect(await bench.sent('SignCertificate')).toHaveLength(2);
  });

  test('30 days are enough', async () => {
    const bench = await PncBench.booted({ certificates: { v2gCertificateDays: () => 30 } });

    await bench.kit.pass(DAY_S);

    expect(await bench.sent('SignCertificate')).toEqual([]);
  });

  test('neither organization nor CpoName: nothing sent', async () => {
    const bench = await PncBench.booted({ certificates: expiring, keys: { Security: { CpoName: '' } } });

    await bench.kit.pass(60);

    expect(await bench.sent('SignCertificate')).toEqual([]);
    expect(await bench.events()).toEqual([]);
  });
});

describe('CertSigningWaitMinimum and CertSigningRepeatTimes', () => {
  const keys = { PnC: { CertSigningWaitMinimum: 100, CertSigningRepeatTimes: 2 } };

  test('a request without its certificate is repeated, each time after twice as long', async () => {
    const bench = await PncBench.booted({ certificates: expiring, keys });
    const counts: number[] = [];

    for (const seconds of [60, 99, 1, 199, 1, 10_000]) {
      await bench.kit.pass(seconds);
      counts.push((await bench.sent('SignCertificate')).length);
    }

    expect(counts).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test('the certificate ends the repetition', async () => {
    const bench = await PncBench.booted({ certificates: expiring, keys });
    await bench.kit.pass(60);

    await bench.send('CertificateSigned', { certificateChain: 'PEM' });
    await bench.kit.pass(10_000);

    expect(await bench.sent('SignCertificate')).toHaveLength(1);
  });

  test('without the keys nothing is repeated', async () => {
    const bench = await PncBench.booted({ certificates: expiring });

    await bench.kit.pass(10 * HOUR_S);

    expect(await bench.sent('SignCertificate')).toHaveLength(1);
  });
});

describe(MANAGEMENT, () => {
  const certificates = { ...expiring, ...withOcsp };

  test('false stops both timers, true lets them fire 60 s later', async () => {
    const bench = await PncBench.booted({ certificates });
    await change(bench, MANAGEMENT, 'false');
    await bench.kit.pass(WEEK_S);
    expect([await bench.sent('SignCertificate'), await bench.sent('GetCertificateStatus')]).toEqual([[], []]);

    await change(bench, MANAGEMENT, 'true');
    await bench.kit.pass(59);
    expect([await bench.sent('SignCertificate'), await bench.sent('GetCertificateStatus')]).toEqual([[], []]);
    await bench.kit.pass(1);

    expect(await bench.sent('SignCertificate')).toHaveLength(1);
    expect(await bench.sent('GetCertificateStatus')).toHaveLength(1);
  });

  test('false from the start: neither timer runs', async () => {
    const bench = await PncBench.booted({ certificates, keys: { PnC: { [MANAGEMENT]: false } } });

    await bench.kit.pass(WEEK_S);

    expect([await bench.sent('SignCertificate'), await bench.sent('GetCertificateStatus')]).toEqual([[], []]);
  });

  test('no timer outlives the station', async () => {
    const bench = await PncBench.booted({
      certificates,
      keys: { PnC: { CertSigningWaitMinimum: 100, CertSigningRepeatTimes: 2 } },
    });
    await bench.kit.pass(61);

    await bench.kit.station.stop();

    expect(bench.kit.clock.pendingTimers).toBe(0);
  });
});
