import type { About, ControlPlane } from '../../api/control-plane.ts';
import type { ProposedByFile } from '../../api/policy.ts';
import { ProblemError } from '../../api/problem.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { hasApproverKey } from '../key-file.ts';
import { nextFor, type Outcome } from '../outcome.ts';

/** Whom a page enrols. */
interface NewPasskey {
  readonly name: string;
  readonly group: readonly string[];
  readonly only: readonly string[];
}

/** Gives the link to the page on which somebody makes a passkey: only a browser can. */
export async function enrolOnPage(doing: Doing, { name, group, only }: NewPasskey): Promise<Outcome> {
  const plane = await doing.plane();
  const wish = new URLSearchParams([
    ['name', name],
    ...group.map((one): [string, string] => ['group', one]),
    ...only.map((one): [string, string] => ['only', one]),
  ]);
  const url = await linkTo(plane, `/enrol?${wish}`);
  const text = `${OPEN}\n${url}\nWithout a browser: plimsoll approver add --key --name ${name}`;
  const next = [{ command: 'plimsoll approver list', why: 'see that the passkey is enrolled, or what it waits for' }];
  return { exit: EXIT.waiting, text, data: { url }, next };
}

/** Gives the link to the page, for whoever wants to look. */
export async function openPage(doing: Doing): Promise<Outcome> {
  const url = await linkTo(await doing.plane(), '/');
  return { exit: EXIT.good, text: `${OPEN}\n${url}`, data: { url } };
}

/** Whether whoever sits here answers on the page: no key of a terminal lies here, and a passkey is enrolled. */
export const answersOnPage = (about: Pick<About, 'approvers'>, key: string | undefined): boolean =>
  key === undefined && !hasApproverKey() && about.approvers.some(({ active, passkey }) => active && passkey !== null);

/** The page on which a deployment is answered. It asks for a passkey itself, so the address may be given to anybody. */
export const answerPage = (page: string, id: string): string => `${page}/d/${id}/approve`;

/** Gives the link to the page on which somebody signs with a passkey. */
export async function answerOnPage(plane: ControlPlane, view: DeploymentView): Promise<Outcome> {
  const url = await linkTo(plane, answerPage('', view.id));
  const text = `Sign with your passkey. ${OPEN}\n${url}`;
  return { exit: EXIT.waiting, text, data: { url }, view, next: nextFor(view) };
}

/** The page on which changes are consented to; with the one that a configuration file proposes, where that is meant. */
export const consentPage = (page: string, policy?: ProposedByFile): string =>
  `${page}/consents${policy === undefined ? '' : `?${new URLSearchParams({ ...policy })}`}`;

/** Gives the link to the page on which somebody consents to a change with a passkey: of policy, of who is trusted, of a stage's length. */
export async function consentOnPage(
  plane: ControlPlane,
  shown: Pick<Outcome, 'data'>,
  policy?: ProposedByFile,
): Promise<Outcome> {
  const url = await linkTo(plane, consentPage('', policy));
  const text = `Sign with your passkey. ${OPEN}\n${url}`;
  return { exit: EXIT.waiting, text, data: { url, shown: shown.data } };
}

const OPEN = 'Open this in your browser within a minute; later the page asks you to sign in first:';

/** The address of a page, with this account's proof behind it. Who is signed in has a better one: the page asks for it. */
export async function linkTo(plane: ControlPlane, path: string): Promise<string> {
  const { page } = await plane.about();
  const given = await plane.pageCode().catch((error: unknown) => {
    if (error instanceof ProblemError && error.kind === 'not-allowed') return null;
    throw error;
  });
  return given === null ? `${page}${path}` : `${given.origin}${path}#code=${given.code}`;
}
