import type { Line, Span } from '../../../report/document/block.ts';

interface LinesProps {
  readonly name: string;
  readonly lines: readonly Line[];
}

/** Lines of a report under their name; words of others are words and nothing else. */
export const Lines = ({ name, lines }: LinesProps) =>
  lines.length === 0 ? null : (
    <section>
      <h4>{name}</h4>
      <ul className="lines">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of a document is known by its place.
          <li key={index}>{typeof line === 'string' ? line : line.map(spanOf)}</li>
        ))}
      </ul>
    </section>
  );

function spanOf(span: Span, key: number) {
  if (typeof span === 'string') return <span key={key}>{span}</span>;
  if ('code' in span) return <code key={key}>{span.code}</code>;
  return 'strong' in span ? <strong key={key}>{span.strong}</strong> : <q key={key}>{span.foreign}</q>;
}
