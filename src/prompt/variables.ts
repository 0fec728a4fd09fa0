import { quantityText } from '../core/gate/text.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import type { Instant } from '../core/kernel/instant.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { blockedAt, unknownText } from '../core/window/active.ts';
import type { Calendar } from '../core/window/window.ts';
import { dayAndTime } from '../report/day-and-time.ts';
import type { PromptVariable } from './fill.ts';

/** What is known when the prompt is made. */
export interface PromptFacts {
  readonly spec: UnitSpec;
  readonly environment: string;
  /** The newest deployment to it; null where nothing was ever deployed there. */
  readonly deployment: {
    readonly id: string;
    readonly ticket: string | null;
    readonly release: {
      readonly version: string;
      readonly commit: string;
      /** `name@digest`. */
      readonly artifacts: readonly string[];
    } | null;
  } | null;
  /** What serves there. */
  readonly stable: { readonly version: string; readonly commit: string } | null;
  readonly calendar: Calendar;
  readonly now: Instant;
  readonly zone: string;
}

/** So many windows to come are named. */
const NEXT = 3;

const FILE = 'plimsoll.yaml';

/** The seven variables of the deployment prompt, from what the configuration and the record say. */
export function deploymentVariables(facts: PromptFacts): readonly PromptVariable[] {
  const { spec, deployment } = facts;
  const record = deployment === null ? 'nothing was deployed yet' : deployment.id;
  const variable = (name: string, value: string | null, origin: string): PromptVariable => ({ name, value, origin });
  return [
    variable('DEPLOYMENT_UNIT_SPECIFICATION', unitText(facts), `${FILE} unit · ${record}`),
    variable('ARTIFACT_LIST', deployment?.release?.artifacts.map((line) => `- ${line}`).join('\n') ?? null, record),
    variable('TARGET_ENVIRONMENT', environmentText(facts), `${FILE} environments.${facts.environment} · blackouts`),
    variable('ERROR_THRESHOLD', limitOf(spec, 'error_rate', '%'), `${FILE} rollback.error_rate`),
    variable('LATENCY_THRESHOLD', limitOf(spec, 'latency_p99', 'ms'), `${FILE} rollback.latency_p99`),
    variable('HEALTH_TIMEOUT', formatDuration(spec.rollback.healthTimeout), `${FILE} rollback.health_timeout`),
    variable('BLACKOUT_WINDOWS', windowsText(facts), `${FILE} blackouts`),
  ];
}

/** What the other prompts are about: a deployment, a unit and an environment, by name. */
export const placeVariables = ({ spec, environment, deployment }: PromptFacts): readonly PromptVariable[] => [
  { name: 'DEPLOYMENT_ID', value: deployment?.id ?? null, origin: 'the newest deployment' },
  { name: 'UNIT', value: spec.name, origin: `${FILE} unit` },
  { name: 'ENVIRONMENT', value: environment, origin: '--environment' },
];

function unitText({ spec, deployment, stable }: PromptFacts): string {
  const owners = spec.owners.length === 0 ? '' : `, owned by ${spec.owners.join(' and ')}`;
  const release = deployment?.release ?? null;
  const to = release === null ? 'the commit to deploy' : `${release.version} (${release.commit})`;
  const from = stable === null ? 'the beginning, for nothing serves yet' : `${stable.version} (${stable.commit})`;
  return [
    `- Unit: ${spec.name}, tier ${spec.tier}${owners}`,
    `- Commits: from ${from} to ${to}`,
    `- Tickets: ${deployment?.ticket ?? 'none named'}`,
  ].join('\n');
}

function environmentText({ spec, environment, calendar, now, zone }: PromptFacts): string {
  const target = spec.environments[environment]?.target;
  const blocked = blockedAt(calendar, now);
  const names = blocked === null || blocked.names.length > 0 ? blocked?.names.join(' and ') : unknownText(calendar);
  const until = blocked?.until == null ? '' : ` until ${dayAndTime(blocked.until, zone)}`;
  const windows = blocked === null ? 'no blackout window is open' : `closed by ${names}${until}`;
  return `${environment}: target ${target?.type ?? 'unknown'}; at ${dayAndTime(now, zone)} ${windows}`;
}

/** The bare number of a trigger, for the template writes its unit; null where there is no such trigger. */
function limitOf(spec: UnitSpec, metric: string, unit: string): string | null {
  const limit = spec.rollback.triggers.find(({ condition }) => condition.metric === metric)?.condition.limit;
  if (limit?.kind !== 'quantity' || limit.quantity.unit !== unit) return null;
  return quantityText(limit.quantity).slice(0, -unit.length);
}

function windowsText({ spec, calendar, now, zone }: PromptFacts): string {
  if (spec.windows.sources.length === 0) return 'none';
  const next = calendar.intervals.filter(({ to }) => to > now).slice(0, NEXT);
  const shown = next.map(({ name, from, to }) => `${name} from ${dayAndTime(from, zone)} to ${dayAndTime(to, zone)}`);
  const unknown = calendar.problem === undefined ? [] : [unknownText(calendar)];
  return [...shown, ...unknown].join('; ') || 'none to come that is known';
}
