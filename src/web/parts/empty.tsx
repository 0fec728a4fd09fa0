import type { ReactNode } from 'react';

interface EmptyProps {
  readonly title: string;
  /** What will be here, in a sentence. */
  readonly children: ReactNode;
  /** The command that makes it. */
  readonly command?: string;
}

/** Where nothing is yet: what will appear, and the command that makes it. */
export const Empty = ({ title, children, command }: EmptyProps) => (
  <div className="empty">
    <h2>{title}</h2>
    <p>{children}</p>
    {command === undefined ? null : (
      <pre>
        <code>{command}</code>
      </pre>
    )}
  </div>
);
