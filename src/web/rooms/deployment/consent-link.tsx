import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { DeploymentView } from '../../../api/view.ts';
import { glassOf } from '../consents/queries.ts';
import { CONSENTS } from '../consents/words.ts';

/** The way to the consent that would make the stage under way shorter, and who signed it; nothing where there is none to give. */
export function ConsentLink({ view: { id, stage } }: { readonly view: DeploymentView }) {
  const isTimed = stage !== null && stage.until !== null;
  const { data } = useQuery({ ...glassOf(id), enabled: isTimed });
  if (!isTimed || data === undefined || data === null) return null;
  return (
    <p className="small no-print">
      <Link href="/consents">{CONSENTS.shorten(data.what)}</Link>
      <br />
      <span className="quiet">{CONSENTS.signedBy(data.broken?.by ?? [])}</span>
    </p>
  );
}
