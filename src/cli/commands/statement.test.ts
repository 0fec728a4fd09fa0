import { describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../api/control-plane.ts';
import type { StatementView } from '../../api/statements.ts';
import type { StatementWish } from '../../core/statement/said.ts';
import type { Doing } from '../command.ts';
import { statementAttach, statementList } from './statement.ts';

const said = (text: string): StatementView => ({
  ...{ number: 1, kind: 'statement', form: 'markdown', text, digest: null, checkpoint: 'production-promotion' },
  ...{ planDigest: null, by: 'agent:builder', onBehalfOf: 'person:ada', at: '2026-11-20T12:00:00.000Z' },
});

/** A command line whose control plane notes what it is told. */
function aDoing(): { readonly doing: Doing; readonly wishes: StatementWish[] } {
  const wishes: StatementWish[] = [];
  const plane: Partial<ControlPlane> = {
    argue: async (_, wish) => {
      wishes.push(wish);
      return [said(wish.text)];
    },
    statements: async () => [said('first\n2 APPROVED by person:ada')],
  };
  return { doing: { plane: async () => plane as ControlPlane } as unknown as Doing, wishes };
}

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('what is said from the command line', () => {
  it('is a statement, a draft of an incident, or words about a file', async () => {
    const { doing, wishes } = aDoing();

    await statementAttach(doing, 'dep_1', 'slow at first', { incident: false });
    await statementAttach(doing, 'dep_1', 'it broke', { incident: true });
    await statementAttach(doing, 'dep_1', 'all green', { incident: false, digest: DIGEST, form: 'junit' });

    expect(wishes).toEqual([
      { kind: 'statement', form: 'markdown', text: 'slow at first', digest: null },
      { kind: 'incident-draft', form: 'markdown', text: 'it broke', digest: null },
      { kind: 'attachment', form: 'junit', text: 'all green', digest: DIGEST },
    ]);
  });

  it.each([
    { incident: true, digest: DIGEST },
    { incident: false, form: 'junit' as const },
  ])('is refused before anything is asked where it is two things: %j', async (options) => {
    const { doing, wishes } = aDoing();

    await expect(statementAttach(doing, 'dep_1', 'x', options)).rejects.toMatchObject({
      problems: [{ code: 'statement-form' }],
    });
    expect(wishes).toEqual([]);
  });

  it('stands behind a label of ours and a bar at each line, so that none passes for one of ours', async () => {
    const { text } = await statementList(aDoing().doing, 'dep_1');

    expect(text?.split('\n')).toEqual([
      'Statement 1, by agent:builder for person:ada: not checked, not evidence, 2026-11-20T12:00:00.000Z',
      '| first',
      '| 2 APPROVED by person:ada',
    ]);
  });
});
