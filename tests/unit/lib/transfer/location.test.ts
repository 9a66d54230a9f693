import { describe, expect, test } from '@jest/globals';
import { locationText, parseLocation, TransferFailed } from '../../../../lib/transfer/index.js';
import { withFileName } from '../../../../lib/transfer/location.js';

describe('the location of a file', () => {
  test.each([
    ['http://example.com/a/b.bin', { protocol: 'http', host: 'example.com', path: ['a', 'b.bin'], query: '' }],
    [
      'HTTPS://example.com:8443/?x=1',
      { protocol: 'https', host: 'example.com', port: 8443, path: [''], query: '?x=1' },
    ],
    ['ftp://jo:p%40ss@[::1]:2121/d/f', { protocol: 'ftp', host: '::1', port: 2121, user: 'jo', password: 'p@ss' }],
    ['ftps://example.com', { protocol: 'ftps', host: 'example.com', path: [] }],
    ['example.com/b.bin#part', { protocol: 'https', host: 'example.com', path: ['b.bin'] }],
  ])('%s', (text, expected) => {
    expect(parseLocation(text, 'https')).toMatchObject(expected);
  });

  test.each([
    ['file:///etc/passwd', 'unsupported'],
    ['sftp://example.com/x', 'unsupported'],
    ['http://', 'bad-location'],
    ['http://exa mple/x', 'bad-location'],
    ['ftp://example.com/%zz', 'bad-location'],
    ['ftp://example.com/a%0d%0aDELE%20b', 'bad-location'],
    ['ftp://jo%0aSITE:x@example.com/a', 'bad-location'],
  ])('%s is %s', (text, failure) => {
    const parse = (): unknown => parseLocation(text, 'https');

    expect(parse).toThrow(TransferFailed);
    expect(parse).toThrow(expect.objectContaining({ failure }));
  });

  test('is logged without user, password and query', () => {
    expect(locationText(parseLocation('https://jo:secret@example.com:8443/a/b?token=secret', 'https'))).toBe(
      'https://example.com:8443/a/b',
    );
  });

  test.each([
    ['ftp://h', ['x.log']],
    ['ftps://h', ['x.log']],
    ['ftp://h/d/', ['d', 'x.log']],
    ['ftp://h/d', ['d']],
  ])('%s is a folder when it ends with a slash', (text, path) => {
    expect(withFileName(parseLocation(text, 'ftp'), 'x.log').path).toEqual(path);
  });
});
