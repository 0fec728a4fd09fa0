import type { Page } from 'playwright-core';
import { SCENES } from './stage.ts';

/** The page in a state: where it is, what shows that it is there, and what is done to get it there. */
export interface State {
  readonly name: string;
  readonly path: string;
  readonly shows: string;
  /** Whether pictures of it are kept. */
  readonly pictured?: true;
  /** What those pictures are of, where it lies further down. */
  readonly at?: string;
  readonly go?: (page: Page) => Promise<void>;
}

const of = (name: keyof typeof SCENES): string => `/d/${SCENES[name].view.id}`;

/** Every room, and every state of a deployment that is shown differently. */
export const STATES: readonly State[] = [
  { name: 'overview', path: '/', shows: 'Waiting for you', pictured: true },
  { name: 'deployments', path: '/deployments', shows: 'newest first', pictured: true },
  { name: 'canary', path: of('canary'), shows: 'candidate 1.1.0', pictured: true },
  { name: 'canary-plan', path: `${of('canary')}/plan`, shows: 'Stages' },
  { name: 'canary-evidence', path: `${of('canary')}/evidence`, shows: 'What was tested on staging' },
  { name: 'canary-logs', path: `${of('canary')}/logs`, shows: 'listening on 41233' },
  { name: 'canary-events', path: `${of('canary')}/events`, shows: 'PromotionStarted' },
  { name: 'canary-reports', path: `${of('canary')}/reports`, shows: '# Staging validation' },
  { name: 'baking', path: of('baking'), shows: 'Bake' },
  { name: 'held', path: of('held'), shows: 'the campaign starts at three' },
  { name: 'packaging', path: of('packaging'), shows: 'Nothing is measured now' },
  { name: 'staging', path: of('staging'), shows: 'On staging' },
  { name: 'complete', path: of('complete'), shows: 'DEPLOYMENT_COMPLETE' },
  { name: 'rolling-back', path: of('rollingBack'), shows: 'Rolling back' },
  { name: 'rolled-back', path: of('rolledBack'), shows: 'Traffic back after', pictured: true },
  { name: 'closed', path: of('closed'), shows: 'Root cause' },
  { name: 'approval', path: `${of('awaiting')}/approve`, shows: 'Staging is ready', pictured: true },
  { name: 'ambiguous', path: `${of('ambiguous')}/approve`, shows: 'The four answers', pictured: true },
  { name: 'root-cause', path: `${of('rolledBack')}/approve`, shows: 'Root cause' },
  { name: 'nothing-to-answer', path: `${of('complete')}/approve`, shows: 'Nothing to answer' },
  {
    name: 'rollback-dialog',
    path: of('canary'),
    shows: 'What users see',
    pictured: true,
    go: (page) => page.locator('#roll-back').click(),
  },
  { name: 'keys', path: '/', shows: 'Single keys', go: (page) => page.keyboard.press('?') },
  { name: 'nowhere', path: '/d/x/y', shows: 'There is no such page' },
  { name: 'sign-in', path: '/login', shows: 'Use the passkey that you enrolled here' },
  { name: 'enrol', path: '/enrol', shows: 'Make my passkey' },
  { name: 'environments', path: '/environments', shows: '2.13.4', pictured: true },
  { name: 'environment', path: '/e/checkout/production', shows: 'Held by person:ada', pictured: true },
  { name: 'blackouts', path: '/blackouts', shows: 'evening-peak', pictured: true },
  {
    name: 'blackouts-month',
    path: '/blackouts?view=month&month=2026-12',
    shows: 'all day',
    pictured: true,
    at: '.month',
  },
  { name: 'incidents', path: '/incidents', shows: 'The draft of the document', pictured: true },
  { name: 'delivery', path: '/delivery', shows: 'Lead time', pictured: true },
  { name: 'consents', path: '/consents', shows: 'Read and sign', pictured: true },
  { name: 'audit', path: '/audit', shows: 'PlanSealed', pictured: true },
  { name: 'settings', path: '/settings', shows: 'builder', pictured: true },
  {
    name: 'docs',
    path: '/docs',
    shows: 'For programs',
    // What is folded away is looked at by no rule; all folds there are alike.
    go: (page) =>
      page.evaluate("for (const one of [...document.querySelectorAll('details')].slice(0, 9)) one.open = true"),
  },
];

/** The states whose pictures are kept. */
export const PICTURED = STATES.filter(({ pictured }) => pictured === true);

/** Goes to a state and waits until all of it is there. */
export async function enter(page: Page, origin: string, { path, shows, go }: Omit<State, 'name'>): Promise<void> {
  await page.goto(`${origin}${path}`);
  await page.locator('h1').first().waitFor();
  await go?.(page);
  await page.getByText(shows).filter({ visible: true }).first().waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}
