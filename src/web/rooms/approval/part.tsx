import { Children, type ReactNode } from 'react';

interface PartProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One part of the sheet; none where there is nothing to say. */
export function Part({ title, children }: PartProps) {
  if (Children.toArray(children).length === 0) return null;
  return (
    <section className="panel">
      <h2>{title}</h2>
      <dl className="facts">{children}</dl>
    </section>
  );
}

/** A line of a part. */
export const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className={name === '' ? 'whole' : undefined}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
