import { type Digest, isDigest } from '../kernel/id.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { UnitSpec } from '../unit/unit.ts';

/** An artifact that was built before, elsewhere or here, and is taken as it is stored. */
export interface Prebuilt {
  readonly name: string;
  readonly digest: Digest;
}

/** Reads `app@sha256:…`, or the digest alone where a unit has one artifact; refused where it names nothing of the unit. */
export function readPrebuilt(
  texts: readonly string[],
  { name: unit, artifacts }: Pick<UnitSpec, 'name' | 'artifacts'>,
): readonly Prebuilt[] | Refusal {
  const read: Prebuilt[] = [];
  for (const text of texts) {
    const at = text.lastIndexOf('@');
    const [only, ...others] = artifacts;
    const name = at >= 0 ? text.slice(0, at) : others.length === 0 ? only?.name : undefined;
    const digest = text.slice(at + 1);
    const form = `Write it as it is stored: --artifact ${only?.name ?? 'app'}@sha256:… with 64 hexadecimal digits`;
    if (!isDigest(digest)) return refuse('artifact-not-by-digest', `${text} names no digest: tags can be moved`, form);
    if (name === undefined)
      return refuse('artifact-unnamed', `${unit} has several artifacts, and ${digest} may be each`, form);
    const known = artifacts.map((one) => one.name);
    if (!known.includes(name))
      return refuse('artifact-unknown', `${unit} has no artifact ${name}`, `Name one of ${known.join(', ')}`);
    if (read.some((one) => one.name === name))
      return refuse('artifact-named-twice', `${name} is named twice`, 'Name it once');
    read.push({ name, digest });
  }
  return read;
}

/** Why an artifact may not be taken as it is stored; null where it is there, of its kind, and somebody signs for where it comes from. */
export function refuseStored(
  { name, digest }: Prebuilt,
  { artifacts, verification = [] }: Pick<UnitSpec, 'artifacts' | 'verification'>,
  found: { readonly kind: string | null; readonly isOurs: boolean; readonly commit: string },
): Refusal | null {
  const { kind, isOurs, commit } = found;
  const wanted = artifacts.find((one) => one.name === name)?.kind;
  if (kind === null) {
    return refuse(
      'artifact-not-stored',
      `${name}@${digest} is not in the registry, or not whole`,
      'Push it there first, or let it be built: leave out --artifact',
    );
  }
  if (kind !== wanted) {
    return refuse(
      'artifact-of-another-kind',
      `${digest} is of kind ${kind}, and ${name} is of kind ${wanted}`,
      'Name the digest of the right one',
    );
  }
  const isDemanded = verification.some(
    (one) => one.kind === 'statement' && one.predicate === 'provenance' && one.subject === 'artifact',
  );
  if (isOurs || isDemanded) return null;
  return refuse(
    'artifact-unproven',
    `Nobody signs that ${name}@${digest} was made of commit ${commit.slice(0, 12)}`,
    'Say whose word counts: verification: [{ statement: "https://slsa.dev/provenance/v1", keys: [ci.pub], … }]',
  );
}
