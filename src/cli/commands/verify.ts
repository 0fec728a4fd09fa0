import { resolve } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import { check } from '../../verify/check.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** What `verify` is told. */
export interface VerifyOptions {
  readonly data?: string;
  readonly bundle?: string;
  readonly head?: readonly string[];
  readonly key?: readonly string[];
}

const NAME_IT = 'Name it: --data DIR or --bundle FILE, and for what you know from elsewhere --head FILE and --key KEY';

/** Checks a journal or a record with public keys alone. Needs no control plane, and disturbs none. */
export async function verify({ invocation }: Doing, options: VerifyOptions): Promise<Outcome> {
  if (options.data !== undefined && options.bundle !== undefined) {
    throw usage('flags-exclude', '--data and --bundle name two things to check', 'Give one of them');
  }
  const at = (path: string): string => resolve(invocation.dir, path);
  const answer = await check({
    bundle: options.bundle === undefined ? undefined : at(options.bundle),
    data: options.data === undefined ? invocation.dataDir : at(options.data),
    heads: (options.head ?? []).map(at),
    // A key is itself, or a file of keys.
    keys: (options.key ?? []).map((key) => (/^(plimsoll-chain|sha256:)/.test(key) ? key : at(key))),
  });
  if (answer.kind === 'unreadable') {
    throw usage('record-missing', `${answer.what} cannot be read: ${answer.detail}`, NAME_IT);
  }
  const { verification: found, text } = answer;
  switch (found.kind) {
    case 'ok':
      return { exit: EXIT.good, text, data: found };
    case 'altered':
      return broken(EXIT.altered, 'record-altered', text, found);
    case 'rule-broken':
      return broken(EXIT.altered, 'record-breaks-rule', text, found);
    case 'incomplete':
      return broken(EXIT.incomplete, 'record-incomplete', text, found);
  }
}

function broken(exit: number, code: string, message: string, data: unknown): Outcome {
  const remedy = 'Keep it as it is, find out who changed it, and restore a copy that verifies';
  return { exit, text: '', data, errors: [{ code, message, remedy }] };
}

const usage = (code: string, message: string, remedy: string): ProblemError =>
  new ProblemError('usage', [{ code, message, remedy }]);
