import { describe, expect, it } from 'vitest';
import { traceEndpoint } from './endpoint.ts';

const AT = 'http://collector.test:4318';

describe('where traces go', () => {
  it.each([
    [{}, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: AT }, `${AT}/v1/traces`],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: `${AT}/` }, `${AT}/v1/traces`],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${AT}/mine` }, `${AT}/mine`],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: AT, OTEL_TRACES_EXPORTER: 'none' }, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: AT, OTEL_SDK_DISABLED: 'true' }, null],
  ])('%j says %s', (env, url) => {
    expect(traceEndpoint(env)?.url ?? null).toBe(url);
  });

  it('takes headers as OpenTelemetry writes them', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: AT, OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20x, team=a=b' };

    expect(traceEndpoint(env)?.headers).toEqual({ authorization: 'Bearer x', team: 'a=b' });
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'no http or https address'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: AT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'asks for grpc'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: AT, OTEL_EXPORTER_OTLP_HEADERS: 'a=%0Ab' }, 'no list of name=value'],
  ])('says what is wrong with %j', (env, said) => {
    expect(() => traceEndpoint(env)).toThrow(said);
  });
});
