/** What a selector of raw series names: the metric, and the labels that its matchers look at. */
export interface SeriesSelector {
  readonly metric: string;
  readonly labels: readonly string[];
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const MATCHER = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~|!~|!=|=)\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)\s*/;

/** Reads `metric{label="value", …}`; undefined for anything that is more or less than a selector of raw series. */
export function seriesSelector(text: string): SeriesSelector | undefined {
  const written = text.trim();
  const metric = METRIC.exec(written)?.[0];
  if (metric === undefined) return undefined;
  let rest = written.slice(metric.length).trim();
  if (rest === '') return { metric, labels: [] };
  if (!rest.startsWith('{')) return undefined;
  rest = rest.slice(1);
  const labels: string[] = [];
  while (!/^\s*}/.test(rest)) {
    const matcher = MATCHER.exec(rest);
    if (matcher === null) return undefined;
    labels.push(matcher[1] ?? '');
    rest = rest.slice(matcher[0].length);
    if (rest.startsWith(',')) rest = rest.slice(1);
    else if (!rest.startsWith('}')) return undefined;
  }
  return /^\s*}$/.test(rest) ? { metric, labels } : undefined;
}
