import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHeads } from '../journal/heads/note.ts';
import { type Pins, pinsOfKeys } from './pins.ts';
import type { Sound, Verification } from './verdict.ts';

/** What is to be checked, and what is known from elsewhere. */
export interface CheckRequest {
  /** A record in a file; absent: the journal of a state folder. */
  readonly bundle?: string | undefined;
  readonly data: string;
  /** Files with exported heads. */
  readonly heads: readonly string[];
  /** Keys in their one-line form, ids of approver keys, or files with one of either to a line. */
  readonly keys: readonly string[];
}

/** What a check came to. */
export type CheckAnswer =
  | { readonly kind: 'checked'; readonly verification: Verification; readonly text: string }
  | { readonly kind: 'unreadable'; readonly what: string; readonly detail: string };

/** Checks a record or a journal with public keys alone. No engine, server or driver has a part in it. */
export async function check(request: CheckRequest): Promise<CheckAnswer> {
  const pins = await pinsFrom(request);
  if ('what' in pins) return pins;
  const what = request.bundle ?? join(request.data, 'journal');
  try {
    const verification = await verified(request.bundle, what, pins);
    return { kind: 'checked', verification, text: textOf(verification) };
  } catch (error) {
    return { kind: 'unreadable', what, detail: error instanceof Error ? error.message : String(error) };
  }
}

// SQLite is loaded for a journal only: a record is read by itself.
async function verified(bundle: string | undefined, what: string, pins: Pins): Promise<Verification> {
  if (bundle !== undefined) return (await import('./verify-record.ts')).verifyRecord(bundle, pins);
  return (await import('./verify-journal.ts')).verifyJournal(what, pins);
}

async function pinsFrom({
  heads,
  keys,
}: CheckRequest): Promise<Pins | (CheckAnswer & { readonly kind: 'unreadable' })> {
  const notes: string[] = [];
  for (const file of heads) {
    const found = readHeads((await textIn(file)) ?? 'unreadable');
    if (found === undefined) return unreadable(file, 'it is no file of signed heads');
    notes.push(...found);
  }
  const lines: string[] = [];
  for (const key of keys) {
    const inside = pinsOfKeys([key]) === undefined ? await textIn(key) : key;
    const given = (inside ?? '').split('\n').filter((line) => line.trim() !== '');
    if (given.length === 0) return unreadable(key, 'it is neither a key nor a file of keys');
    lines.push(...given);
  }
  return (
    pinsOfKeys(lines, notes) ??
    unreadable(keys.join(', '), 'a line of it is no key of heads and no id of an approver key')
  );
}

const textIn = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);

const unreadable = (what: string, detail: string) => ({ kind: 'unreadable', what, detail }) as const;

/** The answer in a few lines for people. */
function textOf(found: Verification): string {
  switch (found.kind) {
    case 'ok':
      return soundText(found);
    case 'altered':
      return `altered at ${found.seq}: ${found.why}`;
    case 'incomplete':
      return `incomplete after ${found.seq}: ${found.why}`;
    case 'rule-broken':
      return `rule broken at ${found.seq}: ${found.why}`;
  }
}

function soundText({ head, proven, pinned }: Sound): string {
  const { deployments, approvals, heads, headKeys, trust, resets, outside } = proven;
  const list = trust.at(-1);
  const vouched = pinned
    ? 'the keys that were given'
    : 'the key it names itself: give the key that you know, --key, to be sure whose record it is';
  return [
    `sound: ${head.seq} entries, head ${head.hash}`,
    `  control plane  ${proven.controlPlaneId}${resets === 0 ? '' : `, trust begun anew ${resets} times`}`,
    `  rules          R1 to R4 and R9 hold for ${deployments} deployments`,
    `  approvals      ${approvals.length} signatures of people`,
    `  trust list     ${list === undefined ? 'nobody is enrolled' : `version ${list.version}, ${list.digest}`}`,
    `  heads          ${heads} signed heads, held against ${vouched}`,
    ...headKeys.map((key) => `  head key       ${key}`),
    ...outsideLines(outside),
  ].join('\n');
}

/** What nobody can work out from the record alone, said plainly. */
function outsideLines({ statements, actsWithoutPolicy }: Sound['proven']['outside']): readonly string[] {
  const lines = [
    statements === 0
      ? ''
      : `${statements} statements from CI: what they said was held against the plan, their signatures were not checked again`,
    actsWithoutPolicy === 0
      ? ''
      : `${actsWithoutPolicy} acts on an environment from before a policy was adopted: who might sign them then`,
  ];
  return lines.filter((line) => line !== '').map((line) => `  not in it      ${line}`);
}
