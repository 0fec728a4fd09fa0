import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { systemCode } from './driver-failure.ts';
import type { Secret } from './secret.ts';

/** Tells values of a secret apart without telling the value. */
export type VersionOf = (secret: Secret) => string;

/**
 * Versions of secrets by a key that only this control plane has: a plain hash in a plan would let anybody who reads the plan
 * try out what a short secret may be. The key lies in a 0600 file, made at the first question.
 */
export function secretVersions(keyFile: string): VersionOf {
  let key: Buffer | undefined;
  return (secret) => {
    key ??= keyIn(keyFile);
    return `v-${createHmac('sha256', key).update(secret.reveal()).digest('hex').slice(0, 16)}`;
  };
}

function keyIn(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  // Whoever comes first makes it; the other one reads it.
  try {
    writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  return readFileSync(file);
}
