import { BlockList, isIP } from 'node:net';

// Addresses that lead into this machine, its network or a cloud's inside, and those that lead nowhere. What embeds an IPv4
// address (6to4, NAT64, translated and compatible ones) is no way around that, so it is refused whole.
const PRIVATE_V4 = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24',
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
].flatMap((line) => line.split(' '));
const PRIVATE_V6 = [
  '::/8 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8',
].flatMap((line) => line.split(' '));

/** Whether an address may be connected to: a public one, or one of the ranges that were listed for it. */
export function mayConnectTo(address: string, allowed: readonly string[]): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const plain = withoutMapping(address);
  const kind = isIP(plain) === 4 ? 'ipv4' : 'ipv6';
  return !BLOCKED[kind].check(plain, kind) || rangesOf(allowed).check(plain, kind);
}

function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits = ''] = range.split('/');
    const family = isIP(network);
    if (family !== 0) list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

// Apart: a list takes an IPv4 address for a mapped one, and those lie within ::/8.
const BLOCKED = { ipv4: rangesOf(PRIVATE_V4), ipv6: rangesOf(PRIVATE_V6) };

/** An IPv4 address in the clothes of IPv6 is that IPv4 address. */
function withoutMapping(address: string): string {
  const mapped = /^(?:0{0,4}:){2,5}(?:0{0,4}:)?ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(
    address,
  );
  if (mapped === null) return address;
  const [, dotted, high = '0', low = '0'] = mapped;
  if (dotted !== undefined) return dotted;
  const value = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}
