import { type Digest, isDigest, isName } from '../../../core/kernel/id.ts';
import { isRepositoryPart } from '../../../core/unit/registry.ts';
import { lasting } from '../../shared/driver-failure.ts';

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** The digest, if it is one and the unit may have a repository. */
export function checkDigest(unit: string, digest: string): Digest {
  checkUnit(unit);
  if (!isDigest(digest)) throw lasting(`${JSON.stringify(digest)} is no digest`);
  return digest;
}

/** The tag under which people find an artifact in the repository of its unit. */
export function tagOf(unit: string, artifact: string, tag: string): string {
  checkUnit(unit);
  if (!isName(artifact)) throw lasting(`${JSON.stringify(artifact)} is no name for an artifact`);
  const whole = `${artifact}-${tag}`;
  if (!TAG.test(tag) || !TAG.test(whole)) throw lasting(`${JSON.stringify(whole)} is no tag`);
  return whole;
}

function checkUnit(unit: string): void {
  if (!isName(unit)) throw lasting(`${JSON.stringify(unit)} is no name for a unit`);
  if (!isRepositoryPart(unit)) {
    throw lasting(`no repository can be called ${JSON.stringify(unit)}: signs stand alone between letters and digits`);
  }
}
