import type { RunKind } from '../ports/check-runner.ts';

const KINDS: readonly RunKind[] = ['smoke', 'integration', 'performance', 'security', 'down-step'];

/** Which check an effect ran, and where in the deployment's life; no kind when it ran none. */
export function checkOf(effectId: string): { readonly kind: RunKind | null; readonly where: string } {
  // <deployment>/<phase>/<what>/<try>, and #<part> where an effect has several.
  const [, phase = '', what = '', last = ''] = effectId.split('/');
  const [attempt = '', part = ''] = last.split('#');
  // Commands over the source are parts of packaging, numbered as they stand in the configuration.
  const verified = /^verify-(\d+)$/.exec(part)?.[1];
  if (verified !== undefined) {
    const tried = attempt === '1' ? '' : `, try ${attempt}`;
    return { kind: 'verification', where: `requirement ${verified}${tried}` };
  }
  const kind = KINDS.find((one) => one === part || what === one || what.startsWith(`${one}-`)) ?? null;
  const leg = kind === null || part !== '' ? '' : what.slice(kind.length + 1).replaceAll('-', ' ');
  const where = [phase, ...(leg === '' ? [] : [leg]), ...(attempt === '1' ? [] : [`try ${attempt}`])].join(', ');
  return { kind, where };
}
