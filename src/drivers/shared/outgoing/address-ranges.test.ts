import { describe, expect, it } from 'vitest';
import { mayConnectTo } from './address-ranges.ts';

describe('an address', () => {
  it.each(['93.184.216.34', '8.8.8.8', '172.15.255.255', '172.32.0.1', '2606:2800:220:1::1', '::ffff:8.8.8.8'])(
    '%s is a public one',
    (address) => {
      expect(mayConnectTo(address, [])).toBe(true);
    },
  );

  it.each([
    ...['127.0.0.1', '127.255.0.9', '0.0.0.0', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
    ...['169.254.169.254', '192.0.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::127.0.0.1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '0:0:0:0:0:ffff:a9fe:a9fe',
      'fe80::1',
      'fc00::1',
    ],
    ...[
      'fd12:3456::1',
      'ff02::1',
      '64:ff9b::7f00:1',
      '64:ff9b::169.254.169.254',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
    ],
    ...['localhost', '', '127.1', '0x7f000001'],
  ])('%s is none', (address) => {
    expect(mayConnectTo(address, [])).toBe(false);
  });

  it('of a private range may be listed, and only that range', () => {
    expect(mayConnectTo('10.20.1.1', ['10.20.0.0/16'])).toBe(true);
    expect(mayConnectTo('10.21.1.1', ['10.20.0.0/16'])).toBe(false);
    expect(mayConnectTo('::ffff:10.20.1.1', ['10.20.0.0/16'])).toBe(true);
    expect(mayConnectTo('fd00:1::1', ['fd00:1::/32'])).toBe(true);
  });
});
