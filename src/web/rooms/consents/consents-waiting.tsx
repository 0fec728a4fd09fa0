import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Notice } from '../../parts/notice.tsx';
import { POLICIES, TRUST } from './queries.ts';
import { CONSENTS } from './words.ts';

/** That changes wait for an approver's signature; nothing where none does. */
export function ConsentsWaiting() {
  const { data: policies = [] } = useQuery(POLICIES);
  const { data: trust } = useQuery(TRUST);
  const count = policies.length + (trust?.proposals.length ?? 0);
  if (count === 0) return null;
  return (
    <Notice kind="doubt">
      <p className="row spread">
        <strong>{CONSENTS.waitsFor(count)}</strong>
        <Link href="/consents" className="button small">
          {CONSENTS.read}
        </Link>
      </p>
    </Notice>
  );
}
