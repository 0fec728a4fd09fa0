import { describe, expect, it } from 'vitest';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import { anInstance, aPlane, aSite, aSource, aView, type Case, doctorOf } from './testing/facts.ts';

const { found } = doctorOf(aUnitSpec(), NOON);

describe('the findings of what serves', () => {
  it.each<Case>([
    [
      'a dead router',
      'router production',
      'FAIL',
      { plane: aPlane({ environments: [aView({ address: null, traffic: null })] }) },
      /does not answer/,
    ],
    [
      'a router out of service',
      'router production',
      'FAIL',
      { plane: aPlane({ environments: [aView({ traffic: { kind: 'out-of-service' } })] }) },
      /sends nobody to 1\.1/,
    ],
    [
      'nothing released',
      'router production',
      'OK',
      { plane: aPlane({ environments: [aView({ stable: null })] }) },
      /nothing was released/,
    ],
    [
      'a hold',
      'hold production',
      'WARN',
      { plane: aPlane({ environments: [aView({ hold: { deployment: 'dep_1', since: 'x', note: 'why' } })] }) },
      /why/,
    ],
    [
      'one sick instance',
      'instances production',
      'WARN',
      { plane: aPlane({ sites: [aSite({ stable: [anInstance(true), anInstance(false)] })] }) },
      /1 of 2 healthy.*503/,
    ],
    [
      'none healthy',
      'instances production',
      'FAIL',
      { plane: aPlane({ sites: [aSite({ stable: [anInstance(false)] })] }) },
      /0 of 1/,
    ],
    [
      'no instance at all',
      'instances production',
      'FAIL',
      { plane: aPlane({ sites: [aSite({ stable: [] })] }) },
      /0 of 0/,
    ],
    [
      'fewer than configured',
      'instances production',
      'WARN',
      { plane: aPlane({ sites: [aSite({ stable: [anInstance(true)] })] }) },
      /2 are configured/,
    ],
    [
      'no counts',
      'metrics production',
      'FAIL',
      { plane: aPlane({ sites: [aSite({ metrics: { ok: false, detail: 'none' } })] }) },
      /none/,
    ],
    [
      'a source that has no data of stable',
      'source prom',
      'FAIL',
      {
        plane: aPlane({
          sites: [aSite({ sources: [aSource({ ok: false, detail: 'no data of stable: no series' })] })],
        }),
      },
      /no data of stable: no series/,
    ],
    [
      'a source whose buckets are too wide for a gate',
      'source prom',
      'WARN',
      { plane: aPlane({ sites: [aSite({ sources: [aSource({ warnings: ['add edges at 200 ms'] })] })] }) },
      /add edges at 200 ms/,
    ],
    [
      'a source that is well',
      'source prom',
      'OK',
      { plane: aPlane({ sites: [aSite({ sources: [aSource({})] })] }) },
      /production: answers/,
    ],
    [
      'a lost release',
      'rollback production',
      'FAIL',
      {
        plane: aPlane({
          rollbacks: [{ unit: 'checkout', environment: 'production', version: '1.1', missing: ['app@x'] }],
        }),
      },
      /app@x/,
    ],
    [
      'a registry that does not answer',
      'rollback production',
      'FAIL',
      {
        plane: aPlane({
          rollbacks: [
            {
              unit: 'checkout',
              environment: 'production',
              version: '1.1',
              missing: null,
              problem: 'asking r.test failed',
            },
          ],
        }),
      },
      /1\.1 cannot be looked for: asking r\.test failed/,
    ],
    [
      'an unknown release',
      'rollback production',
      'WARN',
      {
        plane: aPlane({ rollbacks: [{ unit: 'checkout', environment: 'production', version: '1.1', missing: null }] }),
      },
      /does not name/,
    ],
    [
      'a site of an old name',
      'leftover',
      'WARN',
      { running: [{ unit: 'till', environment: 'production' }] },
      /till\/production/,
    ],
  ])('tell of %s', (_, about, level, changes, detail) => {
    expect(found(changes, about)).toMatchObject({ level, detail: expect.stringMatching(detail) });
  });

  it('say nothing of sites that the configuration names', () => {
    expect(found({ running: [{ unit: 'checkout', environment: 'staging' }] }, 'leftover')).toBeUndefined();
  });
});
