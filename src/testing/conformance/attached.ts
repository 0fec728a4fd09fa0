import { expect, it } from 'vitest';
import type { Digest } from '../../core/kernel/id.ts';
import type { Artifact } from '../../core/unit/artifact.ts';
import type { StatementStore } from '../../ports/entry-evidence.ts';
import type { Registry } from '../../ports/registry.ts';
import { anEffect } from './workspace.ts';

/** What a registry that clears up brings, for what is attached to its artifacts. */
export interface AttachedRig {
  /** What is attached to the artifacts of the registry on this folder. */
  statements(dir: string): StatementStore;
  /** The registry on this folder, killed when it comes to this step of what it does with this signal. */
  cutShort(dir: string, step: number): { readonly registry: Registry; readonly signal: AbortSignal };
  /** Everything that is stored on this folder and can still be found, in an order that does not change. */
  everything(dir: string): Promise<readonly string[]>;
}

/** The registry under test, and how an artifact gets into it. */
interface Stored {
  registry(): Promise<Registry>;
  dir(): Promise<string>;
  push(content: string, tag?: string): Promise<Artifact>;
}

const BILL = '{"bomFormat":"CycloneDX","specVersion":"1.6"}';
const UNIT = 'storefront';

/** The rules of what is attached to artifacts that are removed. Called while the suite of a registry is described. */
export function attachedConformance(rig: AttachedRig, { registry, dir, push }: Stored): void {
  const { signal } = new AbortController();
  const remove = async ({ digest }: Artifact): Promise<number> =>
    (await (await registry()).remove?.(UNIT, digest, anEffect('prune/1'))) ?? 0;
  /** Whether a removal comes to its end before the step at which it is killed. */
  async function isRemovedBefore(step: number, { digest }: Artifact): Promise<boolean> {
    const cut = rig.cutShort(await dir(), step);
    const removing = cut.registry.remove?.(UNIT, digest, anEffect('prune/1', { signal: cut.signal }));
    return Promise.resolve(removing).then(
      (freed) => freed !== undefined,
      () => false,
    );
  }
  const has = async ({ digest }: Artifact): Promise<boolean> => (await registry()).has(UNIT, digest, signal);
  const everything = async (): Promise<readonly string[]> => rig.everything(await dir());

  /** An envelope of its own, and a bill of materials that others have word for word. */
  async function attach({ digest }: Artifact): Promise<void> {
    const statements = rig.statements(await dir());
    await statements.keep(UNIT, digest as Digest, envelopeOf(digest), anEffect('provenance/1'));
    await statements.keep(UNIT, digest as Digest, BILL, anEffect('sbom/1'), 'sbom');
  }
  async function attached({ digest }: Artifact): Promise<readonly string[]> {
    const statements = rig.statements(await dir());
    const envelopes = await statements.beside(UNIT, digest as Digest, signal);
    return [...envelopes, ...(await statements.beside(UNIT, digest as Digest, signal, 'sbom'))];
  }
  const envelopeOf = (digest: string): string => JSON.stringify({ about: digest });
  const allOf = ({ digest }: Artifact): readonly string[] => [envelopeOf(digest), BILL];

  it('removes what is attached to an artifact with it, and leaves what is attached to others', async () => {
    const stays = await push('two', '2.0.0');
    await attach(stays);
    const before = await everything();
    const goes = await push('one');
    await attach(goes);

    const freed = await remove(goes);

    expect(freed).toBeGreaterThanOrEqual(goes.bytes + envelopeOf(goes.digest).length);
    expect(await attached(goes)).toEqual([]);
    expect(await attached(stays)).toEqual(allOf(stays));
    expect(await everything()).toEqual(before);
    expect(await remove(goes)).toBe(0);
  });

  it('killed at any step of a removal has not taken what is attached before the artifact, and the next one ends it', async () => {
    await push('two', '2.0.0');
    const before = await everything();
    const goes = await push('one');
    await attach(goes);

    // Each call comes one step further than the one before, and finds what that left.
    for (let step = 1, isThrough = false; !isThrough; step += 1) {
      isThrough = await isRemovedBefore(step, goes);
      if (await has(goes)) expect(await attached(goes)).toEqual(allOf(goes));
    }

    expect(await has(goes)).toBe(false);
    expect(await attached(goes)).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  it('attaches to what is stored again, however far its removal had come', async () => {
    await push('two', '2.0.0');
    const before = await everything();
    const again = await push('one');
    const envelope = envelopeOf(again.digest);
    const attachIt = async () =>
      rig.statements(await dir()).keep(UNIT, again.digest as Digest, envelope, anEffect('provenance/1'));
    await attachIt();

    for (let step = 1; !(await isRemovedBefore(step, again)); step += 1) {
      if (await has(again)) continue;
      await push('one');
      await attachIt();
      expect(await attached(again)).toEqual([envelope]);
    }

    expect(await everything()).toEqual(before);
  });
}
