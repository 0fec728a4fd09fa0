import { Link } from 'wouter';
import { SAID } from '../words.ts';

/** An address that leads nowhere. */
export const Nowhere = () => (
  <div className="empty">
    <h1>{SAID.notFound}</h1>
    <p>{SAID.notFoundMore}</p>
    <Link href="/" className="button">
      {SAID.toOverview}
    </Link>
  </div>
);
