import type { Audit } from '../../../api/audit.ts';
import { whole } from '../../../api/shown/amount.ts';
import { useAbout } from '../../data/queries.ts';
import { Button } from '../../parts/button.tsx';
import { Badge } from '../../parts/sign.tsx';
import { Moment } from '../../parts/when.tsx';
import { ExportRecord } from './export-record.tsx';
import { AUDIT } from './words.ts';

interface ChainPanelProps {
  readonly audit: Audit;
  readonly onLook: () => void;
}

/** Whether the record is one unbroken chain, where its heads went, and how anybody checks that without us. */
export function ChainPanel({ audit: { chain }, onLook }: ChainPanelProps) {
  return (
    <section className="panel stack" aria-labelledby="chain">
      <div className="row spread">
        <div className="row">
          <h2 id="chain">{AUDIT.chain}</h2>
          {chain === null ? (
            <Badge of="ahead">{AUDIT.notChecked}</Badge>
          ) : chain.broken === null ? (
            <Badge of="pass">{AUDIT.unbroken}</Badge>
          ) : (
            <Badge of="fail">{AUDIT.broken(chain.broken.seq)}</Badge>
          )}
        </div>
        <Button small onPress={onLook}>
          {AUDIT.recheck}
        </Button>
      </div>
      {chain === null ? null : chain.broken === null ? (
        <p>
          {AUDIT.checked(whole(chain.checkedTo))} <Moment at={chain.checkedAt} />.{' '}
          <span className="quiet">{AUDIT.chainMore}</span>
        </p>
      ) : (
        <div className="notice bad" role="alert">
          <p>
            <strong>{AUDIT.broken(chain.broken.seq)}</strong>
          </p>
          <p>{chain.broken.detail}</p>
        </div>
      )}
      <Heads />
      <ExportRecord />
    </section>
  );
}

function Heads() {
  const { data } = useAbout();
  if (data === undefined) return null;
  const { heads } = data;
  if (heads === undefined) return <p className="quiet">{AUDIT.noHeads}</p>;
  return (
    <ul className="row">
      <li>
        {AUDIT.heads(whole(heads.signed))}
        {heads.problem === null ? null : <span className="bad">: {heads.problem}</span>}
      </li>
      {heads.exports.map(({ place, exported, problem, diverged }) => (
        <li key={place}>
          {diverged ? (
            <span className="bad">{AUDIT.diverged(place)}</span>
          ) : problem === null ? (
            AUDIT.exported(place, whole(exported))
          ) : (
            <span className="doubt">
              {AUDIT.exportTrouble(place)}: {problem}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
