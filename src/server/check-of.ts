import type { CheckKind } from '../core/unit/environment.ts';

const KINDS: readonly CheckKind[] = ['smoke', 'integration', 'performance', 'security'];

/** Which check an effect ran, and where in the deployment's life; no kind when it ran none. */
export function checkOf(effectId: string): { readonly kind: CheckKind | null; readonly where: string } {
  // <deployment>/<phase>/<what>/<try>, and #<part> where an effect has several.
  const [, phase = '', what = '', last = ''] = effectId.split('/');
  const [attempt = '', part = ''] = last.split('#');
  const kind = KINDS.find((one) => one === part || what === one || what.startsWith(`${one}-`)) ?? null;
  const leg = kind === null || part !== '' ? '' : what.slice(kind.length + 1).replaceAll('-', ' ');
  const where = [phase, ...(leg === '' ? [] : [leg]), ...(attempt === '1' ? [] : [`try ${attempt}`])].join(', ');
  return { kind, where };
}
