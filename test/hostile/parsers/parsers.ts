import { createHash } from 'node:crypto';
import { ProblemError } from '../../../src/api/problem.ts';
import { EnrolDemoBody, OpenRequestBody, PlainRequestBody } from '../../../src/api/schema.ts';
import { readBundle } from '../../../src/approval/bundle.ts';
import { readStrictJson } from '../../../src/approval/evidence/strict-json.ts';
import { WrittenStatement } from '../../../src/approval/statement.ts';
import { cronFault } from '../../../src/config/calendar/cron.ts';
import { readFeed } from '../../../src/config/calendar/ics/read-feed.ts';
import { ruleFault } from '../../../src/config/calendar/rrule.ts';
import { aConfiguration, fixture, load } from '../../../src/config/fixtures/configuration.ts';
import { parseGate, parseTrigger } from '../../../src/core/gate/grammar.ts';
import { isGateProblem } from '../../../src/core/gate/problem.ts';
import { isRefusal } from '../../../src/core/kernel/refusal.ts';
import { readPlanFile } from '../../../src/core/plan/plan-file.ts';
import { READERS } from '../../../src/drivers/check/command/results/readers.ts';
import { seriesIn } from '../../../src/drivers/metrics/prometheus/answer.ts';
import { trackRecordsIn } from '../../../src/drivers/shared/measurement-records.ts';
import { parseCanonical } from '../../../src/journal/entry-text.ts';
import { DriverError } from '../../../src/ports/driver-error.ts';
import { readChange, readRouting } from '../../../src/router/routing-shape.ts';
import { bodyJson } from '../../../src/server/listener/read-body.ts';
import { strictly } from '../../../src/server/routes/body.ts';
import { verifyRecordBytes } from '../../../src/verify/verify-record.ts';
import { recordText } from './record.ts';

/** A parser of ours, right texts to begin with, and what it makes of a text: true when it took it. */
export interface ParserUnderFire {
  readonly name: string;
  readonly seeds: readonly string[];
  readonly takes: (text: string) => boolean | Promise<boolean>;
}

const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}` as never;
const unlessThrown = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof DriverError || error instanceof ProblemError) return false;
    throw error;
  }
};
const took = (answer: object): boolean => !('problem' in answer);

const STATEMENT = JSON.stringify({
  statement: JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    predicate: {
      checkpoint: 'production-promotion',
      decision: 'approve',
      nonce: 'AAAA',
      logHead: { hash: digest('x'), seq: 1 },
    },
    predicateType: 'urn:plimsoll:approval:v1',
    subject: [{ digest: { sha256: 'a'.repeat(64) }, name: 'app' }],
  }),
  signature: { kind: 'ed25519', keyId: digest('k'), signature: Buffer.alloc(64).toString('base64') },
});
const ENVELOPE = JSON.stringify({
  payloadType: 'application/vnd.in-toto+json',
  payload: Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}').toString('base64'),
  signatures: [{ keyid: 'k', sig: 'AAAA' }],
});
const OPEN = JSON.stringify({
  config: '/a/plimsoll.yaml',
  environment: 'production',
  reference: 'HEAD',
  dirty: false,
  reason: 'x',
});
const CHANGE = {
  traffic: { kind: 'split', candidate: 50 },
  stable: [{ id: 'a', address: 'http://127.0.0.1:1' }],
  candidate: [],
};
const JUNIT = `<?xml version="1.0"?><testsuites><testsuite name="a" tests="2" failures="1"><testcase name="x" time="0.1"/><testcase name="y"><failure message="no &lt; yes">text</failure></testcase></testsuite></testsuites>`;
const SARIF = JSON.stringify({
  version: '2.1.0',
  runs: [
    { tool: { driver: { name: 't', rules: [] } }, results: [{ ruleId: 'r', level: 'error', message: { text: 'm' } }] },
  ],
});
const FEED =
  'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:FREEZE\r\nDTSTART:20261120T180000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
const RECORDS = [
  '{"track":"candidate","requests":50,"errors":1,"latency_ms":[41.2,180]}\n{"track":"stable","values":{"orders":31.5}}',
  '{"track":"stable","counter":true,"requests":5000,"errors":2,"time":1764158400}',
];
const ANSWERS = [
  '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"track":"stable"},"values":[[1764158400,"12"],[1764158410,"NaN"]]}]}}',
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1764158400.5,"+Inf"]}]}}',
];

const body = (schema: Parameters<typeof strictly>[0]) => async (text: string) => {
  try {
    const request = new Request('http://localhost/', { method: 'POST', body: text.toWellFormed() });
    strictly(schema as never, await bodyJson(request));
    return true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
};

/** Every parser that meets what others wrote. */
export const PARSERS: readonly ParserUnderFire[] = [
  {
    name: 'configuration (YAML)',
    seeds: [aConfiguration(), fixture('smallest.yaml'), fixture('big-example-built.yaml')],
    takes: (text) => 'spec' in load(text, { X: 'x' }),
  },
  {
    name: 'gates',
    seeds: [
      'error_rate < 1%',
      'latency_p99 < 250ms and error_rate <= 2 * baseline',
      '(error_rate < 1% or rps > 5 req/s)',
    ],
    takes: (text) => !isGateProblem(parseGate(text, { baselineAllowed: true })),
  },
  {
    name: 'triggers',
    seeds: ['error_rate > 5%', 'latency_p99 > 2s', '2%'],
    takes: (text) => !isGateProblem(parseTrigger(text, { baselineAllowed: true } as never)),
  },
  { name: 'cron', seeds: ['0 17 * * 1-5', '*/5 0,12 1 JAN MON#2'], takes: (text) => cronFault(text) === null },
  {
    name: 'recurrence rules',
    seeds: ['FREQ=WEEKLY;BYDAY=MO,TU;COUNT=9', 'FREQ=YEARLY;BYMONTH=12'],
    takes: (text) => ruleFault(text) === null,
  },
  {
    name: 'calendar feeds',
    seeds: [FEED],
    takes: (text) => !('fault' in readFeed(text, { match: null, timezone: 'UTC' })),
  },
  { name: 'JUnit', seeds: [JUNIT], takes: (text) => took(READERS.junit(Buffer.from(text), 'r.xml')) },
  { name: 'SARIF', seeds: [SARIF], takes: (text) => took(READERS.sarif(Buffer.from(text))) },
  {
    name: 'approval bundles',
    seeds: [STATEMENT],
    takes: (text) => !isRefusal(readBundle(Buffer.from(text), WrittenStatement)),
  },
  { name: 'DSSE envelopes', seeds: [ENVELOPE], takes: (text) => 'value' in readStrictJson(Buffer.from(text)) },
  { name: 'HTTP bodies: open', seeds: [OPEN], takes: body(OpenRequestBody) },
  { name: 'HTTP bodies: requests', seeds: ['{"kind":"rollback","reason":"it leaks"}'], takes: body(PlainRequestBody) },
  { name: 'HTTP bodies: demo', seeds: ['{"config":"/a","trust":{"a":[{"b":1}]}}'], takes: body(EnrolDemoBody) },
  {
    name: 'plan files',
    seeds: [`{"digest":"${digest('x')}","plan":{"unit":"a"},"schema":"plimsoll.plan-file/1"}`],
    takes: (text) => !isRefusal(readPlanFile(text, digest)),
  },
  { name: 'records', seeds: [recordText()], takes: (text) => verifyRecordBytes(Buffer.from(text)).kind === 'ok' },
  {
    name: 'canonical JSON of entries',
    seeds: ['{"a":[1,{"b":"c"}],"d":null}'],
    takes: (text) => parseCanonical(text) !== undefined,
  },
  {
    name: 'measurement records',
    seeds: RECORDS,
    takes: (text) => unlessThrown(() => trackRecordsIn(text, 1_764_158_400)),
  },
  { name: 'Prometheus answers', seeds: ANSWERS, takes: (text) => unlessThrown(() => seriesIn(text, 'a query')) },
  {
    name: 'router changes and states',
    seeds: [JSON.stringify(CHANGE), JSON.stringify({ ...CHANGE, sticky: 'cookie' })],
    takes: (text) => {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return false;
      }
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) readRouting(value as never);
      return readChange(value) !== undefined;
    },
  },
];
