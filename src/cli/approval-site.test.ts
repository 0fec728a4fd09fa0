import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approvalFlags, keepApprovalSite } from './approval-site.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-site-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const SITE = { origin: 'https://approve.acme.test', certificate: '/c.pem', key: '/k.pem', address: '0.0.0.0:8443' };

describe('how a control plane listens beyond its loopback', () => {
  it('is kept for whoever starts it again, readable by this account alone', async () => {
    keepApprovalSite(dir, SITE);

    expect(approvalFlags(dir)).toEqual([
      ...['--approval-origin', 'https://approve.acme.test', '--certificate', '/c.pem'],
      ...['--certificate-key', '/k.pem', '--address', '0.0.0.0:8443'],
    ]);
    expect((await stat(join(dir, 'approval-site.json'))).mode & 0o777).toBe(0o600);
  });

  it('is forgotten once it is started without', () => {
    keepApprovalSite(dir, SITE);
    keepApprovalSite(dir, undefined);

    expect(approvalFlags(dir)).toEqual([]);
  });

  it.each(['', '{}', '{"origin":1}', 'no json'])('is nothing where the file says %j', async (text) => {
    await writeFile(join(dir, 'approval-site.json'), text);

    expect(approvalFlags(dir)).toEqual([]);
  });
});
