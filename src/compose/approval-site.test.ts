import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { beforeEach, expect, it } from 'vitest';
import { workspace } from '../testing/conformance/workspace.ts';
import { selfSigned } from '../testing/self-signed.ts';
import { type ApprovalSiteOptions, approvalSite } from './approval-site.ts';

const NAME = 'approve.example.org';
const NOW = Date.now();
const DAY = 86_400_000;

const space = workspace();
const good = selfSigned([NAME]);
let site: ApprovalSiteOptions;
beforeEach(async () => {
  await mkdir(await space.path(), { recursive: true });
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(await space.path(name), text, { mode: 0o600 });
    return space.path(name);
  };
  site = {
    ...{ origin: `https://${NAME}`, address: '127.0.0.1' },
    certificate: await file('cert.pem', good.certificate),
    key: await file('key.pem', good.key),
  };
});
const codeOf = (options: ApprovalSiteOptions, now = NOW) =>
  approvalSite(options, now).then(
    () => 'taken',
    (error) => error.problems?.[0]?.code ?? String(error),
  );
const fileWith = async (name: string, text: string): Promise<string> => {
  await writeFile(await space.path(name), text, { mode: 0o600 });
  return space.path(name);
};

it('an origin, its certificate and the key of that make an approval site', async () => {
  expect(await approvalSite(site, NOW)).toMatchObject({ origin: `https://${NAME}`, address: '127.0.0.1', port: 443 });
  expect(await approvalSite({ ...site, address: '[::1]:8443' }, NOW)).toMatchObject({ address: '::1', port: 8443 });
  expect(await approvalSite({ ...site, origin: `https://${NAME}:9443` }, NOW)).toMatchObject({ port: 9443 });
});

it.each([
  ['http://approve.example.org', 'origin-not-tls'],
  ['http://localhost:7311', 'origin-not-tls'],
  ['https://approve.example.org/', 'origin-unreadable'],
  ['https://approve.example.org:443', 'origin-unreadable'],
  ['https://Approve.Example.org', 'origin-unreadable'],
  ['https://user@approve.example.org', 'origin-unreadable'],
  ['approve.example.org', 'origin-unreadable'],
  ['https://10.1.2.3', 'origin-an-address'],
  ['https://[::1]', 'origin-an-address'],
  ['https://other.example.org', 'certificate-for-another'],
  ['https://example.org', 'certificate-for-another'],
])('%s is refused as an origin: %s', async (origin, code) => {
  expect(await codeOf({ ...site, origin })).toBe(code);
});

it.each(['', 'here', '0.0.0.0:0', '0.0.0.0:70000', '1.2.3.4:8443:1', 'http://0.0.0.0'])(
  '%s is no address to listen on',
  async (address) => {
    expect(await codeOf({ ...site, address })).toBe('address-unreadable');
  },
);

it('a key that others can read, that is a link, or that belongs to another certificate is refused', async () => {
  const other = await fileWith('other.pem', selfSigned([NAME]).key);
  expect(await codeOf({ ...site, key: other })).toBe('certificate-key-other');
  expect(await codeOf({ ...site, key: site.certificate })).toBe('certificate-key-unreadable');
  expect(await codeOf({ ...site, certificate: site.key })).toBe('certificate-unreadable');
  expect(await codeOf({ ...site, certificate: await space.path('none') })).toBe('certificate-unreadable');
  const link = await space.path('link.pem');
  await symlink(site.key, link);
  expect(await codeOf({ ...site, key: link })).toBe('key-file-is-link');
  await chmod(site.key, 0o644);
  expect(await codeOf(site)).toBe('key-file-exposed');
});

it('a certificate that is over is refused', async () => {
  expect(await codeOf(site, NOW + 2 * DAY)).toBe('certificate-expired');
  expect(await codeOf(site)).toBe('taken');
});
