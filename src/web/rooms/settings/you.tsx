import { signOut } from '../../access/enter.ts';
import { useAct } from '../../access/use-act.ts';
import { useWhoAmI } from '../../data/queries.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { Moment } from '../../parts/when.tsx';
import { SAID } from '../../words.ts';
import { SETTINGS } from './words.ts';

/** Who looks at the page, how that is known, and what they may not do here and who does it instead. */
export function You() {
  const { act, busy } = useAct();
  return (
    <section className="panel stack" aria-labelledby="you">
      <div className="row spread">
        <h2 id="you">{SETTINGS.you}</h2>
        <Button small busy={busy} onPress={() => act(signOut)}>
          {SAID.signOut}
        </Button>
      </div>
      <Asked query={useWhoAmI()} bars={2}>
        {({ principal, proof, roles, by, actions }) => {
          const cannot = actions.filter(({ may }) => may === 'no');
          return (
            <>
              <dl className="facts">
                <div>
                  <dt>{SETTINGS.principal}</dt>
                  <dd>
                    <strong>{principal}</strong>
                  </dd>
                </div>
                <div>
                  <dt>{SETTINGS.proof}</dt>
                  <dd>{SETTINGS.proofs[proof]}</dd>
                </div>
                <div>
                  <dt>{SETTINGS.roles}</dt>
                  <dd>{roles.join(', ')}</dd>
                </div>
                <div>
                  <dt>{SETTINGS.until}</dt>
                  <dd>{by === null ? SETTINGS.untilEnd : <Moment at={by.until} />}</dd>
                </div>
              </dl>
              {cannot.length === 0 ? null : (
                <details>
                  <summary>{SETTINGS.cannot}</summary>
                  <ul className="cannot small">
                    {cannot.map(({ action, what, why }) => (
                      <li key={action}>
                        <span>{what}</span> <span className="quiet">{why}</span>
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </>
          );
        }}
      </Asked>
    </section>
  );
}
