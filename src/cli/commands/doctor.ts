import type { Doing } from '../command.ts';
import type { Finding } from '../doctor/findings/finding.ts';
import { findingsOf } from '../doctor/findings/findings.ts';
import { look } from '../doctor/look.ts';
import { mend } from '../doctor/mend.ts';
import { EXIT } from '../exit.ts';
import type { Next, Outcome } from '../outcome.ts';

/** What a look is told. */
export interface DoctorOptions {
  readonly fix: boolean;
  /** The account that agents run under: everything is tried with its rights. */
  readonly agentsAccount?: string;
}

/** Looks at everything that a deployment needs and says how it stands. With `fix`, mends what is safe first. */
export async function doctor(doing: Doing, options: DoctorOptions): Promise<Outcome> {
  const facts = await look(doing, options.agentsAccount);
  const mended = options.fix ? await mend(doing.invocation.dir, facts) : [];
  const findings = findingsOf(mended.length === 0 ? facts : await look(doing, options.agentsAccount));
  const failed = findings.filter(({ level }) => level === 'FAIL');
  const counts = {
    ok: findings.filter(({ level }) => level === 'OK').length,
    warn: findings.filter(({ level }) => level === 'WARN').length,
    fail: failed.length,
  };
  const total = `${counts.ok} OK, ${counts.warn} WARN, ${counts.fail} FAIL`;
  const text = [...mended.map((one) => `mended: ${one}`), ...findings.map(findingText), '', total].join('\n');
  const outcome = { exit: failed.length === 0 ? EXIT.good : EXIT.refused, text, data: { findings, mended, ...counts } };
  const next = findings.flatMap(nextOf);
  // As text the findings say it all; a program looks for what is wrong where every command has it.
  if (doing.invocation.output === 'text') return { ...outcome, next };
  const errors = failed.map(({ about, detail, fix }) => ({
    code: `doctor-${about.split(' ')[0]}`,
    message: `${about}: ${detail}`,
    remedy: fix ?? 'plimsoll doctor',
  }));
  return { ...outcome, errors, next };
}

const WIDEST = 22;

function findingText({ level, about, detail, fix }: Finding): string {
  const line = `${level.padEnd(5)} ${about.padEnd(WIDEST)} ${detail}`;
  return fix === null ? line : `${line}\n      fix: ${fix}`;
}

/** The command that a fix is, or ends with. */
function nextOf({ about, detail, fix }: Finding): readonly Next[] {
  const command = /(?:^|: )(plimsoll .*)$/.exec(fix ?? '')?.[1];
  return command === undefined ? [] : [{ command, why: `${about}: ${detail}` }];
}
