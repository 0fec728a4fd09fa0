import type { ConfigSnapshot } from '../unit/environment.ts';
import type { Release } from '../unit/release.ts';
import { canonical } from './canonical.ts';
import { type PlanDifference, planDifferences } from './diff.ts';

/** One key of the configuration that travels with a release, and how it changes. */
export interface ConfigChange {
  readonly key: string;
  /** Null where it is not there, or may be a secret. */
  readonly before: string | null;
  readonly after: string | null;
  /** True where the values are kept back because they may be secret. */
  readonly secret: boolean;
}

/** The configuration keys of an environment that differ between what serves and what would. */
export function configChanges(
  before: Pick<Release, 'configs'> | null,
  after: Pick<Release, 'configs'>,
  environment: string,
): readonly ConfigChange[] {
  const was: ConfigSnapshot | undefined = before?.configs[environment]?.snapshot;
  const is: ConfigSnapshot | undefined = after.configs[environment]?.snapshot;
  return was === undefined || is === undefined ? [] : planDifferences(was, is).map(changeOf);
}

/** A change as people read it: `target.instances: 2 → 3`. */
export function configChangeText({ key, before, after, secret }: ConfigChange): string {
  if (secret) return `${key}: changed, not shown`;
  return `${key}: ${before ?? 'none'} → ${after ?? 'none'}`;
}

// A name says more than a look at the value does, which may be anything; an address may carry a password.
const SECRET_NAME =
  /pass|secret|token|credential|private|cookie|auth|dsn|salt|(^|[_.-])(api|access|signing|encryption)?_?key/i;
const SECRET_VALUE = /:\/\/[^/\s]*@|-----BEGIN|^eyJ/;

function changeOf({ path, planned, now }: PlanDifference): ConfigChange {
  const isSecret =
    SECRET_NAME.test(path.replace(/^target\.env\./, '')) ||
    [planned, now].some((value) => SECRET_VALUE.test(text(value) ?? ''));
  return isSecret
    ? { key: path, before: null, after: null, secret: true }
    : { key: path, before: text(planned), after: text(now), secret: false };
}

const text = (value: unknown): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : canonical(value);
