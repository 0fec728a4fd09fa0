import type { About } from '../../../src/api/control-plane.ts';
import type { History, HistoryRow } from '../../../src/api/history.ts';
import type { WhoAmI } from '../../../src/api/identity.ts';
import type { DeploymentView } from '../../../src/api/view.ts';
import { minutes } from '../../../src/core/kernel/duration.ts';
import { later } from '../../../src/core/kernel/instant.ts';
import { ADA } from '../../../src/testing/builders.ts';
import { glassOf } from './glass.ts';
import { ambiguousVerdict, NOW, type Scene, scene, sheetOf } from './scenes.ts';
import type { Answers } from './staged-plane.ts';

const canary = scene({ unit: 'checkout', id: 'CA', until: ['TrafficShifted', 1, 7] });
const measured = scene({ unit: 'search', id: 'AM', until: ['TrafficShifted', 1, 8] });
const deadline = later(NOW, minutes(27));

/** Deployments in every state that the page shows differently. */
export const SCENES = {
  awaiting: scene({ unit: 'payments', id: 'AW', until: ['ApprovalRequested'] }),
  canary,
  ambiguous: scene({
    ...{ unit: 'search', id: 'AM', until: ['TrafficShifted', 1, 8] },
    next: [{ type: 'CheckpointOpened', verdict: ambiguousVerdict(measured), deadline, at: NOW }],
  }),
  held: scene({
    ...{ unit: 'catalog', id: 'HE', until: ['TrafficShifted', 1, 5] },
    next: [
      {
        ...{ type: 'HoldPlaced', at: NOW },
        hold: { reason: 'person', since: NOW, by: ADA, note: 'the campaign starts at three' },
      },
    ],
  }),
  baking: scene({ unit: 'accounts', id: 'BA', until: ['TrafficShifted', 2, 8] }),
  rollingBack: scene({ unit: 'basket', id: 'RB', of: 'bad', until: ['RollbackStarted'] }),
  rolledBack: scene({ unit: 'shipping', id: 'RO', of: 'bad', until: ['RolledBack'] }),
  closed: scene({ unit: 'reviews', id: 'CL', of: 'bad', until: ['DeploymentClosed'] }),
  complete: scene({ unit: 'storefront', id: 'CO', until: ['DeploymentCompleted'] }),
  packaging: scene({ unit: 'invoices', id: 'PA', of: 'first', until: ['DeploymentOpened'] }),
  staging: scene({ unit: 'loyalty', id: 'ST', until: ['StagingStarted'] }),
} as const satisfies Readonly<Record<string, Scene>>;

const ABOUT: About = {
  ...{ api: 1, version: '0.1.0', pid: 1, epoch: 1, controlPlaneId: 'cp_staged', page: 'http://localhost' },
  startedAt: new Date(NOW).toISOString(),
  approvers: [
    {
      ...{ person: 'person:ada', groups: ['group:payments-oncall'], environments: null, active: true },
      keyId: 'sha256:3f6a11c2d94be07a',
      passkey: { credentialId: 'YWRh', rpId: 'localhost' },
    },
  ],
  ...{ fingerprint: 'sha256:1', isolation: null, demoApprover: false, quarantined: [] },
};

const WHO: WhoAmI = {
  ...{ principal: 'person:ada', owner: null, roles: ['operator', 'approver', 'admin'], proof: 'session' },
  by: { id: 'ses_1', until: new Date(NOW + 3_600_000).toISOString() },
  scope: { units: null, environments: null, actions: null },
  actions: [],
};

const rowOf = (view: DeploymentView): HistoryRow => ({
  ...{ id: view.id, unit: view.unit, environment: view.environment, version: view.release?.version ?? null },
  ...{ commit: view.release?.commit ?? '0'.repeat(40), phase: view.phase, signal: view.signal },
  ...{ requester: view.requester, approvers: view.approvals.map(({ approver }) => approver) },
  ...{ openedAt: view.openedAt, endedAt: view.endedAt, prunedAt: null, problem: view.problem },
});

const historyOf = (scenes: readonly Scene[]): History => ({
  deployments: scenes.map(({ view }) => rowOf(view)),
  cursor: null,
});

/** What a control plane with these deployments answers. */
export function answersOf(scenes: readonly Scene[]): Answers {
  return {
    'GET /about': ABOUT,
    'GET /whoami': WHO,
    'GET /current': scenes.map(({ view }) => view),
    'GET /history': historyOf(scenes),
    'GET /environments': [],
    ...Object.fromEntries(scenes.flatMap((one) => Object.entries(answersOfOne(one)))),
  };
}

/** What it answers of one deployment. */
export function answersOfOne(one: Scene): Answers {
  const { view, events } = one;
  const at = `/deployments/${view.id}`;
  const report = { kind: 'staging', model: {}, markdown: `# Staging validation of ${view.unit}\n\nSTAGING_READY\n` };
  const open = CHECKPOINTS.find((name) => name === view.waiting?.for);
  return {
    [`GET ${at}`]: view,
    [`GET ${at}/events`]: { view, events },
    [`GET ${at}/logs`]: {
      parts: [
        { of: 'instances', name: 'candidate on production', lines: ['listening on 41233', 'GET /basket 200 3 ms'] },
        { of: 'check', name: 'smoke (staging)', lines: ['5 of 5 passed'] },
      ],
      telling: null,
    },
    [`GET ${at}/course`]: null,
    [`GET ${at}/reports/staging`]: report,
    ...(view.stage?.until == null ? {} : { [`GET ${at}/break-glass`]: glassOf(view) }),
    ...(open === undefined ? {} : { [`GET ${at}/checkpoints/${open}`]: sheetOf(one, open) }),
  };
}

const CHECKPOINTS = ['production-promotion', 'environment-red', 'ambiguous-metrics', 'after-rollback'] as const;
