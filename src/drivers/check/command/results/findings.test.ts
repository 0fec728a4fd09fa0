import { describe, expect, it } from 'vitest';
import { readAudit } from './audit.ts';
import { readSarif } from './sarif.ts';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const rules = [
  { id: 'scored', properties: { 'security-severity': '9.1' } },
  { id: 'noted', defaultConfiguration: { level: 'note' } },
];
const sarif = (results: readonly object[], more: object = {}) => ({
  version: '2.1.0',
  runs: [{ tool: { driver: { name: 'scanner', rules } }, results, ...more }],
});
const at = (uri: string) => ({ locations: [{ physicalLocation: { artifactLocation: { uri } } }] });
const severities = (...results: object[]) => {
  const said = readSarif(bytes(sarif(results)));
  return 'findings' in said ? said.findings.map(({ severity }) => severity) : said;
};

describe('SARIF', () => {
  it.each([
    ['10.0', 'critical'],
    ['9.0', 'critical'],
    ['8.9', 'high'],
    ['7', 'high'],
    ['6.9', 'medium'],
    [4, 'medium'],
    ['3.9', 'low'],
  ])('a score of %s is %s', (score, severity) => {
    expect(severities({ ruleId: 'x', level: 'note', properties: { 'security-severity': score } })).toEqual([severity]);
  });

  it('takes the rule’s score, then the level, then the rule’s level, then a warning', () => {
    const of = [
      { ruleId: 'scored', level: 'note' },
      { ruleId: 'x', level: 'error' },
      { ruleId: 'noted' },
      { ruleId: 'y' },
    ];

    expect(severities(...of)).toEqual(['critical', 'high', 'low', 'medium']);
  });

  it('finds a rule by its place too', () => {
    expect(severities({ ruleIndex: 0 })).toEqual(['critical']);
  });

  it('a score that is none is not believed', () => {
    expect(severities({ ruleId: 'x', level: 'error', properties: { 'security-severity': '11' } })).toEqual(['high']);
  });

  it('a result that is no failure is no finding', () => {
    expect(severities({ ruleId: 'x', kind: 'pass' }, { ruleId: 'x', kind: 'fail' })).toHaveLength(1);
  });

  it('the scanner’s fingerprint tells findings apart, whatever line they moved to', () => {
    const one = { ruleId: 'x', partialFingerprints: { hash: 'abc' }, ...at('a.ts') };
    const said = readSarif(
      bytes(sarif([one, { ...one, ...at('b.ts') }, { ...one, partialFingerprints: { hash: 'd' } }])),
    );
    const prints = 'findings' in said ? said.findings.map(({ fingerprint }) => fingerprint) : [];

    expect(prints[0]).toBe(prints[1]);
    expect(prints[2]).not.toBe(prints[0]);
  });

  it('without one, rule, place and message do', () => {
    const said = readSarif(
      bytes(
        sarif([
          { ruleId: 'x', ...at('a.ts') },
          { ruleId: 'x', ...at('b.ts') },
          { ruleId: 'z', ...at('a.ts') },
        ]),
      ),
    );

    expect(new Set('findings' in said ? said.findings.map(({ fingerprint }) => fingerprint) : [])).toHaveLength(3);
  });

  it.each([
    [[{ kind: 'inSource' }], true],
    [[{ status: 'accepted' }], true],
    [[{ status: 'rejected' }], false],
    [[], false],
  ])('suppressions %j are %s', (suppressions, suppressed) => {
    expect(readSarif(bytes(sarif([{ ruleId: 'x', suppressions }])))).toMatchObject({ findings: [{ suppressed }] });
  });

  it('a run that did not succeed is no clean one', () => {
    const notes = [{ message: { text: 'the rules could not be loaded' } }];
    const invocations = [{ executionSuccessful: false, toolExecutionNotifications: notes }];

    expect(readSarif(bytes(sarif([], { invocations })))).toEqual({ unavailable: 'the rules could not be loaded' });
  });

  it.each([
    ['no JSON', '<sarif/>', 'is no JSON'],
    ['another version', { version: '2.0.0', runs: [{}] }, 'is no SARIF 2.1.0'],
    ['no run', { version: '2.1.0', runs: [] }, 'holds no run of a scanner'],
  ])('%s is a problem', (_, text, problem) => {
    expect(readSarif(bytes(text))).toEqual({ problem });
  });
});

describe('an audit', () => {
  const advisory = (severity: string, url: string) => ({ source: 1, title: 'bad', severity, url });

  it('of npm lists each advisory of a package once, and no package that only brings it', () => {
    const said = readAudit(
      bytes({
        auditReportVersion: 2,
        vulnerabilities: {
          inner: { name: 'inner', severity: 'high', via: [advisory('high', 'u1'), advisory('moderate', 'u2')] },
          outer: { name: 'outer', severity: 'high', via: ['inner'] },
        },
      }),
    );

    expect(said).toMatchObject({
      findings: [
        { severity: 'high', rule: 'inner: u1', suppressed: false },
        { severity: 'medium', rule: 'inner: u2' },
      ],
    });
  });

  it('of pnpm lists its advisories', () => {
    const advisories = { 7: { module_name: 'left', severity: 'critical', github_advisory_id: 'GHSA-1' } };

    expect(readAudit(bytes({ advisories }))).toMatchObject({
      findings: [{ severity: 'critical', rule: 'left: GHSA-1' }],
    });
  });

  it.each([
    [{ error: { code: 'ENOAUDIT', summary: 'the endpoint is not there' } }, 'the endpoint is not there'],
    [{ error: { summary: '', code: 'E' } }, 'it said no more'],
    [{ error: 'down' }, 'down'],
    [{ error: { message: 'no lock file' }, vulnerabilities: {} }, 'no lock file'],
  ])('that could not be made says why, and is no clean one: %j', (text, unavailable) => {
    expect(readAudit(bytes(text))).toEqual({ unavailable });
  });

  it.each([
    ['a severity that is not known', { vulnerabilities: { a: { via: [advisory('fatal', 'u')] } } }, 'fatal'],
    ['neither form', { ok: true }, 'is no audit of npm or pnpm'],
  ])('%s is a problem', (_, text, problem) => {
    expect(readAudit(bytes(text))).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('without findings is a clean one', () => {
    expect(readAudit(bytes({ vulnerabilities: {} }))).toEqual({ findings: [] });
  });
});
