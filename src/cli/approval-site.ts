import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where people approve over a network, as it was started; its files absolute. */
interface ApprovalSite {
  readonly origin: string;
  readonly certificate: string;
  readonly key: string;
  readonly address: string;
}

const fileIn = (dataDir: string): string => join(dataDir, 'approval-site.json');

/**
 * Keeps how a control plane was started beyond its loopback, for commands that start it again by themselves: passkeys belong to that
 * origin, and without it nobody could approve. One that was started without forgets it.
 */
export function keepApprovalSite(dataDir: string, site: ApprovalSite | undefined): void {
  const file = fileIn(dataDir);
  if (site === undefined) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(site)}\n`, { mode: 0o600 });
}

/** The flags that start it as it was started before; none where it listened on its loopback alone. */
export function approvalFlags(dataDir: string): readonly string[] {
  const site = siteIn(fileIn(dataDir));
  if (site === null) return [];
  const { origin, certificate, key, address } = site;
  return [
    ...['--approval-origin', origin, '--certificate', certificate],
    ...['--certificate-key', key, '--address', address],
  ];
}

function siteIn(file: string): ApprovalSite | null {
  try {
    const { origin, certificate, key, address } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ApprovalSite>;
    const isWhole = [origin, certificate, key, address].every((one) => typeof one === 'string');
    return isWhole ? ({ origin, certificate, key, address } as ApprovalSite) : null;
  } catch {
    return null;
  }
}
