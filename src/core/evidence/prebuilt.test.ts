import { describe, expect, it } from 'vitest';
import { aUnitSpec } from '../../testing/builders.ts';
import { readPrebuilt, refuseStored } from './prebuilt.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const one = aUnitSpec();
const [app] = one.artifacts;
const name = app?.name ?? '';
const two = { ...one, artifacts: [...one.artifacts, { name: 'config', kind: 'files' as const, path: 'c', run: null }] };

describe('an artifact that is named instead of built', () => {
  it('is named by its name and digest, or by the digest alone where there is one', () => {
    expect(readPrebuilt([`${name}@${DIGEST}`], two)).toEqual([{ name, digest: DIGEST }]);
    expect(readPrebuilt([DIGEST], one)).toEqual([{ name, digest: DIGEST }]);
  });

  it.each([
    ['a tag', [`${name}:1.0.0`], one, 'artifact-not-by-digest'],
    ['half a digest', [`${name}@sha256:abc`], one, 'artifact-not-by-digest'],
    ['a digest that may be each of two', [DIGEST], two, 'artifact-unnamed'],
    ['a name of nothing', [`other@${DIGEST}`], one, 'artifact-unknown'],
    ['one twice', [DIGEST, DIGEST], one, 'artifact-named-twice'],
  ])('is refused as %s', (_, texts, spec, code) => {
    expect(readPrebuilt(texts, spec)).toMatchObject({ code });
  });
});

describe('an artifact that is taken as it is stored', () => {
  const artifact = { name, digest: DIGEST as never };
  const found = { kind: 'files', isOurs: true, commit: 'c0ffee' };
  const provenance = { kind: 'statement', predicate: 'provenance' } as const;

  it('is there, of its kind, and signed for by this control plane or by whom the unit asks for', () => {
    const asks = (subject: 'artifact' | 'commit') => ({ ...one, verification: [{ ...provenance, subject }] as never });

    expect(refuseStored(artifact, one, found)).toBeNull();
    expect(refuseStored(artifact, asks('artifact'), { ...found, isOurs: false })).toBeNull();
    // A statement about the commit says nothing of these bytes.
    expect(refuseStored(artifact, asks('commit'), { ...found, isOurs: false })).toMatchObject({
      code: 'artifact-unproven',
    });
  });

  it.each([
    ['is not stored', { kind: null }, 'artifact-not-stored'],
    ['is of another kind', { kind: 'iac' }, 'artifact-of-another-kind'],
    ['nobody signs for', { isOurs: false }, 'artifact-unproven'],
  ])('is refused when it %s', (_, wrong, code) => {
    expect(refuseStored(artifact, one, { ...found, ...wrong })).toMatchObject({ code });
  });
});
