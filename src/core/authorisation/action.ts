import type { Proof } from '../principal/principal.ts';
import type { Role } from '../principal/role.ts';

/** Whether a role may do something: to all, only to what is its own, or not at all. */
export type Cell = 'yes' | 'own' | 'no';

/** One thing that can be asked of a control plane, and who may ask it. */
export interface ActionRow {
  readonly what: string;
  readonly may: Readonly<Record<Role, Cell>>;
  /** Proofs that are enough; `any` is each that names a principal. `signature`: a signed bundle must come with it. */
  readonly proof: 'any' | readonly Proof[];
  /** Who does it instead, told to whoever may not. */
  readonly instead: string;
}

const ALL = { agent: 'yes', ci: 'yes', operator: 'yes', approver: 'yes', admin: 'yes' } as const;
const DRIVERS = { ...ALL, approver: 'no', admin: 'no' } as const;
const OWN = { ...DRIVERS, agent: 'own', ci: 'own' } as const;
const PEOPLE = { agent: 'no', ci: 'no', operator: 'yes', approver: 'yes', admin: 'no' } as const;
const NOBODY = { agent: 'no', ci: 'no', operator: 'no', approver: 'no', admin: 'no' } as const;

/** Everything that can be asked, and by whom. What is not here is refused. */
export const ACTIONS = {
  read: { what: 'look at what is recorded and measured', may: ALL, proof: 'any', instead: 'sign in' },
  whoami: { what: 'see who one is here', may: ALL, proof: 'any', instead: 'sign in' },
  plan: { what: 'see what a deployment would do', may: DRIVERS, proof: 'any', instead: 'an operator plans' },
  deploy: { what: 'open a deployment', may: DRIVERS, proof: 'any', instead: 'an operator deploys' },
  hold: { what: 'keep a deployment or an environment where it is', may: ALL, proof: 'any', instead: 'sign in' },
  rollback: { what: 'send traffic back to stable', may: ALL, proof: 'any', instead: 'sign in' },
  resume: { what: 'lift a hold', may: OWN, proof: 'any', instead: 'an operator resumes it' },
  abort: { what: 'end a deployment before production', may: OWN, proof: 'any', instead: 'an operator aborts it' },
  argue: { what: 'say something beside a deployment, for whoever answers', may: ALL, proof: 'any', instead: 'sign in' },
  'ask-to-sign': {
    what: 'be given a statement to sign',
    may: PEOPLE,
    proof: 'any',
    instead: 'a person asks for what they sign',
  },
  answer: {
    what: 'answer a checkpoint',
    may: PEOPLE,
    proof: ['signature'],
    instead: 'an approver signs it: plimsoll approve',
  },
  'change-policy': {
    what: 'change what protects an environment',
    may: PEOPLE,
    proof: ['signature'],
    instead: 'an approver signs it: plimsoll policy adopt',
  },
  'free-environment': {
    what: 'free an environment or accept its drift',
    may: PEOPLE,
    proof: ['signature'],
    instead: 'an approver signs it: plimsoll environment release',
  },
  enrol: {
    what: 'enrol the first approver',
    may: { ...NOBODY, operator: 'yes', admin: 'yes' },
    proof: 'any',
    instead: 'a person enrols: plimsoll approver add',
  },
  'change-trust': {
    what: 'change who is trusted',
    may: PEOPLE,
    proof: ['signature'],
    instead: 'approvers sign it: plimsoll approver add',
  },
  'propose-trust': {
    what: 'put a change of who is trusted before its approvers',
    may: { ...PEOPLE, admin: 'yes' },
    proof: 'any',
    instead: 'a person proposes it: plimsoll approver add',
  },
  'open-page': {
    what: 'let a page act with the proof of this account',
    may: { ...NOBODY, operator: 'yes' },
    proof: ['os-account'],
    instead: 'sign in on the page with a passkey',
  },
  prune: {
    what: 'remove stored releases that nothing needs',
    may: { ...NOBODY, operator: 'yes', admin: 'yes' },
    proof: 'any',
    instead: 'an operator removes them: plimsoll environment prune',
  },
  'replay-notification': {
    what: 'send a notification once more',
    may: { ...NOBODY, operator: 'yes', admin: 'yes' },
    proof: 'any',
    instead: 'an operator sends it: plimsoll notify replay',
  },
  'test-notification': {
    what: 'send a test message to a receiver',
    may: { ...NOBODY, operator: 'yes', admin: 'yes' },
    proof: 'any',
    instead: 'an operator sends it: plimsoll notify test',
  },
  'list-tokens': {
    what: 'see which tokens there are',
    may: { ...NOBODY, operator: 'yes', admin: 'yes' },
    proof: 'any',
    instead: 'an operator looks: plimsoll token list',
  },
  'grant-token': {
    what: 'make a token for an agent or CI',
    may: { ...NOBODY, operator: 'own', admin: 'yes' },
    proof: 'any',
    instead: 'a person makes it: plimsoll token create',
  },
  'revoke-token': {
    what: 'end a token',
    may: { ...NOBODY, operator: 'yes', admin: 'yes' },
    proof: 'any',
    instead: 'an operator ends it: plimsoll token revoke',
  },
  'hand-over-session': {
    what: 'hand a session to a command line',
    may: { ...PEOPLE, admin: 'yes' },
    proof: ['session'],
    instead: 'a person signs in with a passkey: plimsoll login',
  },
  'end-session': {
    what: 'end one’s own session',
    may: { ...PEOPLE, admin: 'yes' },
    proof: ['session'],
    instead: 'only a session can be ended: plimsoll login',
  },
  stop: {
    what: 'stop the control plane',
    may: { ...NOBODY, operator: 'yes', admin: 'yes' },
    proof: 'any',
    instead: 'an operator stops it: plimsoll down',
  },
} as const satisfies Readonly<Record<string, ActionRow>>;

/** The name of something that can be asked. */
export type Action = keyof typeof ACTIONS;

/** Every action, in the order of the table. */
export const ACTION_NAMES = Object.keys(ACTIONS) as readonly Action[];
