import type { TraceSpan } from './trace.ts';

const NANO = '000000';

/** Spans in the JSON form of OTLP: ids in hexadecimal, moments in nanoseconds as text. */
export const otlpOf = (spans: readonly TraceSpan[], version: string): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ 'service.name': 'plimsoll', 'service.version': version }) },
        scopeSpans: [{ scope: { name: 'plimsoll', version }, spans: spans.map(spanOf) }],
      },
    ],
  });

const spanOf = ({ traceId, spanId, parentSpanId, name, from, to, problem, attributes, events }: TraceSpan) => ({
  ...{ traceId, spanId },
  ...(parentSpanId === null ? {} : { parentSpanId }),
  name,
  kind: 1,
  startTimeUnixNano: `${from}${NANO}`,
  endTimeUnixNano: `${to}${NANO}`,
  attributes: attributesOf(attributes),
  events: events.map((event) => ({ timeUnixNano: `${event.at}${NANO}`, name: event.name })),
  status: problem === null ? { code: 1 } : { code: 2, message: problem },
});

const attributesOf = (attributes: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueIn(value) }));

function valueIn(value: string | number | boolean) {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { doubleValue: value };
}
