/** Where traces go, and with what headers. */
export interface TraceEndpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Where OpenTelemetry's own variables say that traces go; null where they say nothing or `none`. Throws a sentence for what cannot be
 * read: to send nothing in silence would look like a deployment without a trace.
 */
export function traceEndpoint(env: Readonly<Record<string, string | undefined>>): TraceEndpoint | null {
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return null;
  const own = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || null;
  const shared = env.OTEL_EXPORTER_OTLP_ENDPOINT || null;
  const written = own ?? (shared === null ? null : `${shared.replace(/\/+$/, '')}/v1/traces`);
  if (written === null) return null;
  if (!URL.canParse(written) || !/^https?:$/.test(new URL(written).protocol))
    throw new Error('the address of traces in OTEL_EXPORTER_OTLP_ENDPOINT is no http or https address');
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || 'http/json';
  if (!protocol.startsWith('http/'))
    throw new Error(`traces are sent as http/json, and OTEL_EXPORTER_OTLP_PROTOCOL asks for ${protocol}`);
  const headers = env.OTEL_EXPORTER_OTLP_TRACES_HEADERS || env.OTEL_EXPORTER_OTLP_HEADERS || '';
  return { url: written, headers: headersIn(headers) };
}

function headersIn(text: string): Readonly<Record<string, string>> {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.trim().toLowerCase(), decoded(value.join('=').trim())] as const;
    });
  const bad = pairs.find(([name, value]) => !/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || /[\r\n\0]/.test(value));
  if (bad !== undefined) throw new Error('OTEL_EXPORTER_OTLP_HEADERS is no list of name=value');
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
