import { describe, expect, test } from '@jest/globals';
import { failureOfError, failureOfStatus } from '../../../../lib/ocpp-j/index.js';

function coded(code: string): Error {
  return Object.assign(new Error(`it was ${code}`), { code });
}

describe('classification of failed attempts', () => {
  test.each([
    ['ECONNREFUSED', 'network'],
    ['ENOTFOUND', 'network'],
    ['ECONNRESET', 'network'],
    ['ETIMEDOUT', 'timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'server-certificate'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'server-certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'server-certificate'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'server-certificate'],
    ['CERT_HAS_EXPIRED', 'server-certificate'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'client-certificate'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'client-certificate'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED', 'client-certificate'],
    ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'client-certificate'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls-version'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'tls-version'],
    ['ERR_SSL_NO_SHARED_CIPHER', 'tls-cipher'],
    ['ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY', 'tls-cipher'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls-cipher'],
    ['EPROTO', 'tls'],
  ])('%s is of kind %s', (code, kind) => {
    expect(failureOfError(coded(code))).toMatchObject({ kind, message: `it was ${code}` });
  });

  test('a handshake that fails under a write is told by its text', () => {
    const text =
      'write EPROTO 80AC:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../rec.c:1:';
    const error = Object.assign(new Error(text), { code: 'EPROTO' });

    expect(failureOfError(error).kind).toBe('tls-version');
  });

  test.each([
    ['CERT_HAS_EXPIRED', /out of date/],
    ['CERT_NOT_YET_VALID', /clock of the station/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /no installed root/],
  ])('%s says what to look at', (code, hint) => {
    expect(failureOfError(coded(code)).hint).toMatch(hint);
  });

  test('a certificate for another host is told apart', () => {
    expect(failureOfError(coded('ERR_TLS_CERT_ALTNAME_INVALID'))).toMatchObject({
      kind: 'server-certificate',
      isHostName: true,
    });
  });

  test.each([
    [401, 'unauthorized'],
    [404, 'http'],
    [302, 'http'],
  ])('HTTP status %d is of kind %s', (status, kind) => {
    expect(failureOfStatus(status)).toMatchObject({ kind, status });
  });

  test('several addresses that failed give one message', () => {
    const error = Object.assign(new AggregateError([new Error('first'), new Error('second')], ''), {
      code: 'ECONNREFUSED',
    });

    expect(failureOfError(error)).toEqual({ kind: 'network', message: 'Error: first, Error: second' });
  });

  test.each([undefined, null, 'text', { code: 7 }])('%p is a network failure', (thrown) => {
    expect(failureOfError(thrown).kind).toBe('network');
  });
});
