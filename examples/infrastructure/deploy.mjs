// The command of this unit. Infrastructure is there or it is not, so all traffic moves or none: shift 100 applies the plan that was
// approved, and the tool refuses one that the state has moved on from.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const verb = process.argv.at(-1);
const request = JSON.parse(readFileSync(0, 'utf8'));
const { params, environment, release, previous, weight, track } = request;
const { states } = JSON.parse(readFileSync('infra/backend.json', 'utf8'));
mkdirSync(states, { recursive: true });
const stateFile = join(states, `${environment}.json`);
const notesFile = join(states, `${environment}.tracks.json`);
const read = (file, otherwise) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : otherwise);
const notes = read(notesFile, { weight: null, stable: null, candidate: null, applied: null });
const tool = (...words) =>
  execFileSync(process.execPath, ['infractl.mjs', ...words], { stdio: ['ignore', 'inherit', 'inherit'] });

function keep(changes) {
  Object.assign(notes, changes);
  writeFileSync(`${notesFile}.new`, JSON.stringify(notes));
  renameSync(`${notesFile}.new`, notesFile);
}

const told = ({ version, artifacts: [{ digest, folder }] }) => ({ version, digest, folder });

/** A plan of now, from code: on the way back, and where the drill on staging has moved the state on. */
function planFrom(code) {
  const out = join(states, `${environment}.now.json`);
  tool('plan', stateFile, code, out);
  return out;
}

/** Applies a release once: what is applied already stays as it is. */
function apply({ digest, folder }, plan) {
  if (notes.applied === digest) return;
  tool('apply', stateFile, plan ?? planFrom(join(folder, 'source', 'main.json')));
  keep({ applied: digest });
}

const verbs = {
  observe: () => undefined,
  prepare: () => {
    const candidate = told(release);
    const approved = join(candidate.folder, 'plan', `${environment}.json`);
    const { serial } = read(stateFile, { serial: 0 });
    if (!params.replan && notes.applied !== candidate.digest && read(approved).serial !== serial)
      throw new Error(
        `the approved plan is of serial ${read(approved).serial}, and the state is at ${serial}: package it again`,
      );
    keep({ candidate });
  },
  shift: () => {
    if (weight === 100)
      apply(notes.candidate, params.replan ? null : join(notes.candidate.folder, 'plan', `${environment}.json`));
    if (weight === 0 && notes.stable !== null) apply(notes.stable, null);
    keep({ weight });
  },
  settle: () => {
    if (notes.candidate?.digest === release.artifacts[0].digest) keep({ stable: notes.candidate, candidate: null });
    keep({ weight: 0 });
  },
  rollback: () => {
    if (previous === null) return keep({ weight: null });
    apply(told(previous), null);
    keep({ stable: told(previous), weight: 0 });
  },
  cleanup: () => keep({ [track]: null }),
};
verbs[verb]();

const shown = (one) => one && { version: one.version, digests: [one.digest], healthy: 1, total: 1 };
const observed = {
  weight: notes.weight,
  weights: 'all-or-nothing',
  tracks: { stable: shown(notes.stable), candidate: shown(notes.candidate) },
};
console.log(JSON.stringify({ ok: true, observed }));
