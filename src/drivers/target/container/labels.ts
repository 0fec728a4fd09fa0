import { createHash } from 'node:crypto';
import { type InstanceRecord, Making } from './instance-record.ts';

const SITE = 'dev.plimsoll.site';
const MAKING = 'dev.plimsoll.instance';

/** The label that all containers of one state folder bear, and no others. */
export const siteLabel = (dir: string): readonly [string, string] => [
  SITE,
  createHash('sha256').update(dir).digest('hex').slice(0, 24),
];

/** What a container says of itself: in words that people and tools can filter by, and whole for the next control plane. */
export function labelsOf(record: InstanceRecord): Readonly<Record<string, string>> {
  const { format, awaitsStart, proven, restarts, ends, crashLooping, retiring, ...making } = record;
  return {
    [SITE]: record.site,
    [MAKING]: JSON.stringify(making),
    'dev.plimsoll.unit': record.unit,
    'dev.plimsoll.environment': record.environment,
    'dev.plimsoll.track': record.track,
    'dev.plimsoll.release': record.releaseId,
    'dev.plimsoll.version': record.version,
    'dev.plimsoll.commit': record.commit,
    'dev.plimsoll.digest': record.image,
  };
}

/** The instance that the labels of a container tell of; undefined where they were written by somebody else. */
export function recordIn(labels: Readonly<Record<string, string>>): InstanceRecord | undefined {
  try {
    return { ...Making.parse(JSON.parse(labels[MAKING] ?? '')), ...FRESH, ends: [] };
  } catch {
    return undefined;
  }
}

/** What is known of an instance that nothing was noted of yet: it has to prove itself. */
export const FRESH = {
  format: 1,
  awaitsStart: false,
  proven: false,
  restarts: 0,
  crashLooping: false,
  retiring: false,
} as const;
