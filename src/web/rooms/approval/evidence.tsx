import type { ReactNode } from 'react';
import { useIsNarrow } from '../../parts/use-is-narrow.ts';
import { SHEET } from './words.ts';

interface EvidenceProps {
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly children: ReactNode;
}

/** The parts that the answer stands on. A phone folds them away behind what counts first; elsewhere they lie open. */
export function Evidence({ isOpen, onOpen, children }: EvidenceProps) {
  if (!useIsNarrow()) return children;
  return (
    <details
      className="evidence"
      open={isOpen || undefined}
      onToggle={({ currentTarget }) => currentTarget.open && onOpen()}
    >
      <summary>{SHEET.evidence}</summary>
      {children}
    </details>
  );
}
