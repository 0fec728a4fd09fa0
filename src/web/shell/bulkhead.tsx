import { Component, type ReactNode } from 'react';
import { SAID } from '../words.ts';

interface BulkheadProps {
  readonly children: ReactNode;
}

/** Keeps what breaks in one room from taking the page down. */
export class Bulkhead extends Component<BulkheadProps, { readonly broken: string | null }> {
  override readonly state: { readonly broken: string | null } = { broken: null };

  static getDerivedStateFromError(error: unknown): { readonly broken: string } {
    return { broken: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { broken } = this.state;
    if (broken === null) return this.props.children;
    return (
      <div className="notice bad" role="alert">
        <p>
          <strong>{SAID.broken}</strong>
        </p>
        <p className="quiet">{broken}</p>
        <p>{SAID.brokenMore}</p>
        <pre>plimsoll status --all</pre>
      </div>
    );
  }
}
