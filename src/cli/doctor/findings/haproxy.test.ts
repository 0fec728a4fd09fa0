import { expect, it } from 'vitest';
import { aUnitSpec } from '../../../testing/builders.ts';
import { haproxyFindings } from './haproxy.ts';

const withRouter = (files: object) => {
  const spec = aUnitSpec();
  const { production } = spec.environments;
  if (production === undefined) throw new Error('no production');
  const router = { type: 'haproxy', socket: 's', backend: 'shop', ...files } as const;
  return { ...spec, environments: { ...spec.environments, production: { ...production, router } } };
};

it('warns of a HAProxy that forgets its servers when it is reloaded, and of no other router', () => {
  expect(haproxyFindings(withRouter({}))).toMatchObject([{ level: 'WARN', about: 'haproxy production' }]);
  expect(haproxyFindings(withRouter({ files: 'run' }))).toMatchObject([
    { level: 'OK', detail: 'its next reload reads run/shop.cfg' },
  ]);
  expect(haproxyFindings(aUnitSpec())).toEqual([]);
});
