import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TokenView } from '../../../api/identity.ts';
import type { Meaning } from '../../../api/shown/meaning.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { Badge } from '../../parts/sign.tsx';
import { Ago, Moment } from '../../parts/when.tsx';
import { MakeTokenDialog } from './make-token-dialog.tsx';
import { RevokeTokenDialog } from './revoke-token-dialog.tsx';
import { TOKENS } from './tokens-query.ts';
import { useWhyNot } from './use-why-not.ts';
import { SETTINGS } from './words.ts';

/** What programs may act here with, and for how long. */
export function Tokens() {
  const [isMaking, setMaking] = useState(false);
  const [ending, end] = useState<TokenView | null>(null);
  const whyNotMake = useWhyNot('grant-token');
  return (
    <section className="panel stack" aria-labelledby="tokens">
      <div className="row spread">
        <h2 id="tokens">{SETTINGS.tokens}</h2>
        <Button small whyNot={whyNotMake} onPress={() => setMaking(true)}>
          {SETTINGS.makeToken}
        </Button>
      </div>
      <p className="quiet">{SETTINGS.tokensMore}</p>
      <Asked query={useQuery(TOKENS)} bars={2}>
        {(tokens) =>
          tokens.length === 0 ? (
            <p className="quiet">{SETTINGS.noTokens}</p>
          ) : (
            <ul className="tokens">
              {tokens.map((token) => (
                <li key={token.id}>
                  <Token token={token} onEnd={() => end(token)} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      {isMaking ? <MakeTokenDialog onClose={() => setMaking(false)} /> : null}
      {ending === null ? null : <RevokeTokenDialog token={ending} onClose={() => end(null)} />}
    </section>
  );
}

const LOOK: Readonly<Record<TokenView['standing'], Meaning>> = {
  'in force': 'pass',
  expired: 'ahead',
  revoked: 'ahead',
};

function Token({ token, onEnd }: { readonly token: TokenView; readonly onEnd: () => void }) {
  const whyNot = useWhyNot('revoke-token');
  const { kind, name, owner, scope, grantedBy, until, lastUsed, standing } = token;
  const named = (names: readonly string[] | null, all: string): string => (names === null ? all : names.join(', '));
  return (
    <>
      <div className="row">
        <strong>
          {kind}:{name}
        </strong>
        <Badge of={LOOK[standing]}>{SETTINGS.standing[standing]}</Badge>
        {owner === null ? null : <span className="quiet">{owner}</span>}
      </div>
      {standing === 'in force' ? (
        <Button small whyNot={whyNot} onPress={onEnd}>
          {SETTINGS.revoke}
        </Button>
      ) : (
        <span />
      )}
      <p className="small quiet">
        {SETTINGS.scope(named(scope.units, SETTINGS.allUnits), named(scope.environments, SETTINGS.allEnvironments))} ·{' '}
        {SETTINGS.grantedBy} {grantedBy} · {SETTINGS.ends} <Moment at={until} /> ·{' '}
        {lastUsed === null ? (
          SETTINGS.neverUsed
        ) : (
          <>
            {SETTINGS.lastUsed} <Ago at={lastUsed} />
          </>
        )}
      </p>
    </>
  );
}
