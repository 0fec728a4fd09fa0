import { useToldOnce } from '../../data/told-once.ts';
import { Notice } from '../../parts/notice.tsx';
import { GlassConsents } from './glass-consents.tsx';
import { PolicyConsents } from './policy-consents.tsx';
import { TrustConsents } from './trust-consents.tsx';
import { CONSENTS } from './words.ts';
import './consents.css';

/** Everything that counts only once approvers have signed it, beside the deployments themselves. */
export default function ConsentsRoom() {
  const told = useToldOnce();
  return (
    <>
      <header className="room-head">
        <div>
          <h1>{CONSENTS.title}</h1>
          <p>{CONSENTS.more}</p>
        </div>
      </header>
      <div role="status">{told === null ? null : <Notice kind="good">{told}</Notice>}</div>
      <PolicyConsents />
      <TrustConsents />
      <GlassConsents />
    </>
  );
}
