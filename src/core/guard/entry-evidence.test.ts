import { describe, expect, it } from 'vitest';
import { aDigest, NOON } from '../../testing/builders.ts';
import { aCommandRequirement, anEntry, aTestsRequirement, aTestsStatement, COMMIT } from '../../testing/evidence.ts';
import type { EntryEvidence } from '../evidence/entry-evidence.ts';
import { hours, milliseconds } from '../kernel/duration.ts';
import { later } from '../kernel/instant.ts';
import { refuseUnverified } from './entry-evidence.ts';

const REQUIREMENTS = [aTestsRequirement(), aCommandRequirement()];
const SHIPPED = { commit: COMMIT, dirty: false, artifacts: [{ name: 'app', digest: aDigest('1') }] };
const codeOf = (entry: EntryEvidence | undefined, at = NOON) =>
  refuseUnverified(REQUIREMENTS, entry, SHIPPED, { at, maxAge: hours(24) })?.code;
const GOOD = anEntry([aTestsStatement(), 'npm test']);
const [statement, command] = GOOD.results;

describe('verified code', () => {
  it('is what meets every requirement', () => {
    expect(codeOf(GOOD)).toBeUndefined();
    expect(refuseUnverified([], undefined, SHIPPED, { at: NOON, maxAge: hours(24) })).toBeNull();
  });

  it.each<[string, EntryEvidence | undefined, string]>([
    ['nothing was looked for', undefined, 'source-not-verified'],
    ['one requirement was not looked at', anEntry([aTestsStatement()]), 'source-not-verified'],
    ['results stand in another order', anEntry(['npm test', aTestsStatement()]), 'source-not-verified'],
    ['another command was run', anEntry([aTestsStatement(), 'true']), 'source-not-verified'],
    [
      'the statement is about another commit',
      anEntry([aTestsStatement({ subjects: [] }), 'npm test']),
      'statement-for-another-commit',
    ],
  ])('is not when %s', (_, entry, code) => {
    expect(codeOf(entry)).toBe(code);
  });

  it('is not when a command failed, and says why', () => {
    const failed = {
      ...command,
      outcome: { ...(command as never as { outcome: object }).outcome, passed: false, problem: 'exit code 1' },
    };
    const refusal = refuseUnverified(
      REQUIREMENTS,
      { ...GOOD, results: [statement, failed] as EntryEvidence['results'] },
      SHIPPED,
      { at: NOON, maxAge: hours(24) },
    );

    expect(refusal).toMatchObject({ code: 'verification-failed', message: 'npm test: exit code 1' });
  });

  it('is not when a statement was missing, and says what was found instead', () => {
    const unfit = { file: 'a.json', code: 'signature-not-pinned', message: 'a.json is not signed', remedy: 'sign it' };
    const entry: EntryEvidence = { ...GOOD, results: [{ kind: 'statement', accepted: null, unfit }, command as never] };

    expect(codeOf(entry)).toBe('signature-not-pinned');
  });

  it('grows old: statements by their own date, commands by when they ran', () => {
    expect(codeOf(GOOD, later(NOON, hours(24)))).toBe('statement-too-old');
    const younger = anEntry([aTestsStatement({ madeAt: later(NOON, hours(2)) }), 'npm test']);
    expect(codeOf(younger, later(NOON, milliseconds(hours(24) + 1)))).toBe('verification-too-old');
  });
});
