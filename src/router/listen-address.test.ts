import { describe, expect, it } from 'vitest';
import { bindableHost, parseListen, publicAddress } from './listen-address.ts';

describe('a listen address', () => {
  it('is host and port', () => {
    expect(parseListen('127.0.0.1:8080')).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(parseListen('localhost:0')).toEqual({ host: 'localhost', port: 0 });
    expect(parseListen('[::1]:65535')).toEqual({ host: '::1', port: 65535 });
  });

  it.each(['8080', ':8080', 'localhost', 'localhost:', 'localhost:65536', 'a b:80', '::1:80', 'http://a:80'])(
    'is refused as %s, with a next step',
    (text) => {
      expect(() => parseListen(text)).toThrow(
        expect.objectContaining({ code: 'router-listen', next: expect.any(String) }),
      );
    },
  );

  it('binds one address and names one that users can open', () => {
    expect(bindableHost('localhost')).toBe('127.0.0.1');
    expect(publicAddress({ host: '0.0.0.0', port: 80 })).toBe('http://localhost:80');
    expect(publicAddress({ host: '::1', port: 80 })).toBe('http://[::1]:80');
    expect(publicAddress({ host: 'localhost', port: 8080 })).toBe('http://localhost:8080');
  });
});
