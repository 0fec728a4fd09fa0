import { describe, expect, it } from 'vitest';
import { aConfiguration, problemsIn } from './fixtures/configuration.ts';
import { serverAddress } from './server-address.ts';

describe('the address of a control plane', () => {
  it.each([
    ['unix:/run/plimsoll/control.sock', { kind: 'socket', path: '/run/plimsoll/control.sock' }],
    ['unix:.plimsoll/control.sock', { kind: 'socket', path: '.plimsoll/control.sock' }],
    ['unix:///run/p.sock', { kind: 'socket', path: '/run/p.sock' }],
    ['http://localhost:7311', { kind: 'loopback', host: 'localhost', port: 7311 }],
    ['http://127.0.0.1:7311/', { kind: 'loopback', host: '127.0.0.1', port: 7311 }],
  ])('%s is of this machine', (text, address) => {
    expect(serverAddress(text)).toEqual(address);
  });

  it.each([
    ['https://deploy.acme.test', { kind: 'tls', host: 'deploy.acme.test', port: 443 }],
    ['https://deploy.acme.test:8443/', { kind: 'tls', host: 'deploy.acme.test', port: 8443 }],
    ['https://localhost:7311', { kind: 'tls', host: 'localhost', port: 7311 }],
  ])('%s is reached over TLS', (text, address) => {
    expect(serverAddress(text)).toEqual(address);
  });

  it.each([
    'http://deploy.acme.test:7311',
    'http://u:p@localhost:1',
    'https://u:p@deploy.acme.test',
    'https://deploy.acme.test/plimsoll',
    'https://deploy.acme.test/?a=b',
    'https://deploy.acme.test/#a',
  ])('%s is refused: in the open, or more than host and port', (text) => {
    expect(serverAddress(text)).toMatchObject({ code: 'server' });
  });

  it.each(['', 'localhost:7311', 'unix:', '/run/p.sock', 'ftp://localhost'])('"%s" is none', (text) => {
    expect(serverAddress(text)).toMatchObject({ code: 'server' });
  });

  it('is looked at in the file like any other value', () => {
    expect(problemsIn(aConfiguration({ more: 'server: unix:/run/p.sock\n' }))).toEqual([]);
    expect(problemsIn(aConfiguration({ more: 'server: localhost\n' }))).toMatchObject([{ code: 'server', line: 14 }]);
  });
});
