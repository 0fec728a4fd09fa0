import type { ReactNode } from 'react';
import { Mark } from '../shell/mark.tsx';
import { SAID } from '../words.ts';
import './doorway.css';

/** The frame of what is shown before anybody is in: one column, one thing to do. */
export const Doorway = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="doorway">
    <header className="brand">
      <Mark />
      {SAID.product}
    </header>
    <main className="panel">
      <h1>{title}</h1>
      {children}
    </main>
  </div>
);
