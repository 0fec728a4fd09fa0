import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** How one rule of the contract came out. */
interface RuleResult {
  readonly rule: string;
  readonly title: string;
  readonly outcome: { readonly kind: 'kept' | 'broken' | 'not-tried'; readonly detail: string };
  /** Milliseconds. */
  readonly took: number;
}

const SIGNS = {
  unicode: { kept: '✔', broken: '✖', 'not-tried': '–' },
  ascii: { kept: 'ok', broken: 'x', 'not-tried': '-' },
} as const;

/** Tries the command of an environment, rule by rule: ends with 0 when it keeps all that could be tried, with 14 when it breaks one. */
export async function targetTest(doing: Doing): Promise<Outcome> {
  const { tryTarget } = await import('../../compose.ts');
  const { config, environment, ascii } = doing.invocation;
  const stop = new AbortController();
  const leave = (): void => stop.abort();
  process.once('SIGINT', leave);
  try {
    const results = await tryTarget(
      {
        config,
        environment: environment ?? undefined,
        say: (text) => doing.say(text),
        onResult: (result) => doing.line(lineOf(result, ascii), { type: 'rule', ...dataOf(result) }),
      },
      stop.signal,
    );
    const count = (kind: RuleResult['outcome']['kind']): number =>
      results.filter(({ outcome }) => outcome.kind === kind).length;
    const counts = { kept: count('kept'), broken: count('broken'), not_tried: count('not-tried') };
    const errors = results
      .filter(({ outcome }) => outcome.kind === 'broken')
      .map(({ rule, title, outcome }) => ({
        code: `rule-${rule}`,
        message: `${title}: ${outcome.detail.split('\n')[0]}`,
        remedy: 'Mend the command, then try again; the rules are told in docs/how-to/command-target.md',
      }));
    return {
      exit: errors.length === 0 ? EXIT.good : EXIT.unmet,
      text: `${counts.kept} kept, ${counts.broken} broken, ${counts.not_tried} not tried`,
      data: { ...counts, rules: results.map(dataOf) },
      errors,
    };
  } finally {
    process.off('SIGINT', leave);
  }
}

const lineOf = ({ title, outcome, took }: RuleResult, ascii: boolean): string => {
  const sign = SIGNS[ascii ? 'ascii' : 'unicode'][outcome.kind];
  const [first = '', ...rest] = outcome.detail.split('\n');
  const said = outcome.kind === 'not-tried' ? `not tried: ${first}` : first;
  return [`${sign} ${title} — ${said} (${took} ms)`, ...rest.map((line) => `    ${line}`)].join('\n');
};

const dataOf = ({ rule, title, outcome, took }: RuleResult) => ({
  ...{ rule, title, outcome: outcome.kind, detail: outcome.detail, took_ms: took },
});
