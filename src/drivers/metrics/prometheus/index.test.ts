import { seconds } from '../../../core/kernel/duration.ts';
import type { Track } from '../../../core/unit/environment.ts';
import { countingUnit } from '../../../testing/conformance/counting-unit.ts';
import { metricSourceConformance } from '../../../testing/conformance/metric-source.ts';
import { prometheusCounts } from './index.ts';
import { prometheusStandIn } from './testing/prometheus-stand-in.ts';

const TRAITS = { begins: 'with-nothing', routes: false, missedTicks: 'one-by-one' } as const;

metricSourceConformance('prometheus', TRAITS, async () => {
  const server = await prometheusStandIn(1_764_158_400_000);
  const unit = countingUnit();
  const lost = new Set<Track>();
  const scrape = () => {
    for (const track of ['stable', 'candidate'] as const) {
      if (lost.has(track)) continue;
      const { requests, errors, fast } = unit.totals[track];
      const labels = `track="${track}",instance="${track}:1"`;
      server.scrape({
        [`http_requests_total{${labels},code="200"}`]: requests - errors,
        [`http_requests_total{${labels},code="500"}`]: errors,
        [`http_seconds_bucket{${labels},le="0.05"}`]: fast,
        [`http_seconds_bucket{${labels},le="+Inf"}`]: requests,
      });
    }
  };
  return {
    make: () =>
      prometheusCounts({
        name: 'prometheus',
        spec: { type: 'prometheus', url: server.url, timeout: seconds(5), bearer: null, allowPrivate: ['127.0.0.0/8'] },
        series: {
          requests: 'http_requests_total{track="$track"}',
          errors: 'http_requests_total{track="$track",code=~"5.."}',
          latency: 'http_seconds_bucket{track="$track"}',
        },
        ratios: {},
        interval: seconds(10),
        now: () => server.now,
      }),
    tick: async (served = {}) => {
      unit.serve(served);
      server.now += 10_000;
      scrape();
    },
    restart: async () => unit.restart(),
    goAway: () => server.close(),
    // Long enough for the last samples to be out of every window.
    lose: async (track) => {
      lost.add(track);
      server.now += 600_000;
    },
    tearDown: () => server.close(),
  };
});
