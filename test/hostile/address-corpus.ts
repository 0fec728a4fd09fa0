/** Ways to write addresses that only this machine, its network or its cloud can reach, for the host of a URL. */
export function privateHosts(): readonly string[] {
  return [...new Set([...V4.flatMap(spellings), ...V6, ...NAMES])];
}

/** This machine, private networks, link-local and metadata, shared, test, multicast and reserved ranges. */
const V4 = [
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '10.0.0.1', '172.16.0.1', '192.168.0.1'],
  ...['169.254.169.254', '169.254.170.2', '100.64.0.1', '100.100.100.200', '192.0.0.192', '198.18.0.1'],
];

function spellings(address: string): readonly string[] {
  const bytes = address.split('.').map(Number) as [number, number, number, number];
  const [a, b, c, d] = bytes;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (value: number, digits = 2): string => value.toString(16).padStart(digits, '0');
  const high = hex(a * 256 + b, 1);
  const low = hex(c * 256 + d, 1);
  return [
    address,
    `${address}.`,
    String(whole),
    `0x${hex(whole, 8)}`,
    `0X${hex(whole, 8).toUpperCase()}`,
    `0${whole.toString(8)}`,
    bytes.map((byte) => `0x${hex(byte)}`).join('.'),
    bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
    bytes.map((byte) => `0000${byte.toString(8)}`).join('.'),
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `0x${hex(a)}.${b}.0${(c * 256 + d).toString(8)}`,
    bytes
      .map((byte) => [...String(byte)].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''))
      .join('.'),
    address.replaceAll('.', '\u3002'),
    address.replaceAll('.', '%2e'),
    `[::ffff:${address}]`,
    `[::ffff:${high}:${low}]`,
    `[0:0:0:0:0:ffff:${high}:${low}]`,
    `[0000:0000:0000:0000:0000:ffff:${hex(a * 256 + b, 4)}:${hex(c * 256 + d, 4)}]`,
    `[::${address}]`,
    `[::ffff:0:${high}:${low}]`,
    `[64:ff9b::${high}:${low}]`,
    `[64:ff9b:1::${address}]`,
    `[2002:${high}:${low}::1]`,
    `user:word@${address}`,
  ];
}

const V6 = [
  ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[fe80::1]', '[febf::1]', '[fc00::1]', '[fd00:ec2::254]', '[fdff::1]'],
  ...['[ff02::1]', '[fec0::1]', '[100::1]', '[2001::1]', '[2001:db8::1]', '[3fff::1]', '[5f00::1]'],
];

const NAMES = ['localhost', 'LOCALHOST', 'l\u{24de}calhost', '\u{2460}27.0.0.1'];
