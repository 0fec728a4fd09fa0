import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { GrantedToken } from '../../../api/identity.ts';
import type { TokenKind } from '../../../core/principal/token.ts';
import { useAct } from '../../access/use-act.ts';
import { plane } from '../../data/plane.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { SAID } from '../../words.ts';
import { TOKENS } from './tokens-query.ts';
import { SETTINGS } from './words.ts';

const LIFETIMES: Readonly<Record<TokenKind, Readonly<Record<number, string>>>> = {
  agent: SETTINGS.lifetimes,
  ci: SETTINGS.ciLifetimes,
};

/** Makes a token, and shows it the one time that it can be. */
export function MakeTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const [made, setMade] = useState<GrantedToken | null>(null);
  return made === null ? <Wish onClose={onClose} onMade={setMade} /> : <Made made={made} onClose={onClose} />;
}

const listed = (text: string): readonly string[] | null => {
  const names = text.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  return names.length === 0 ? null : names;
};

interface WishProps {
  readonly onClose: () => void;
  readonly onMade: (made: GrantedToken) => void;
}

function Wish({ onClose, onMade }: WishProps) {
  const [kind, setKind] = useState<TokenKind>('agent');
  const [name, setName] = useState('');
  const [owner, setOwner] = useState('');
  const [units, setUnits] = useState('');
  const [environments, setEnvironments] = useState('');
  const [lifetime, setLifetime] = useState('86400');
  const { act, busy, problem } = useAct();
  const cache = useQueryClient();
  const isOwned = kind === 'agent';
  const whyNot = name.trim() === '' ? SETTINGS.needsName : isOwned && owner.trim() === '' ? SETTINGS.needsOwner : '';
  const make = async (): Promise<void> => {
    const scope = { units: listed(units), environments: listed(environments), actions: null };
    const wish = { kind, name: name.trim(), owner: isOwned ? owner.trim() : null, scope, lifetime: Number(lifetime) };
    const made = await plane.grantToken(wish);
    void cache.invalidateQueries({ queryKey: TOKENS.queryKey });
    onMade(made);
  };
  return (
    <Dialog title={SETTINGS.makeToken} onClose={onClose} onSubmit={() => whyNot === '' && act(make)}>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <Choice
        label={SETTINGS.kind}
        value={kind}
        all={Object.entries(SETTINGS.kinds)}
        onChoose={(chosen) => setKind(chosen === 'ci' ? 'ci' : 'agent')}
      />
      <Text label={SETTINGS.name} hint={SETTINGS.nameHint} value={name} onChange={setName} />
      {isOwned ? <Text label={SETTINGS.owner} hint={SETTINGS.ownerHint} value={owner} onChange={setOwner} /> : null}
      <Text label={SETTINGS.onlyUnits} hint={SETTINGS.listHint} value={units} onChange={setUnits} />
      <Text
        label={SETTINGS.onlyEnvironments}
        hint={SETTINGS.listHint}
        value={environments}
        onChange={setEnvironments}
      />
      <Choice
        label={SETTINGS.lifetime}
        value={lifetime}
        all={Object.entries(LIFETIMES[kind])}
        onChoose={(chosen) => setLifetime(chosen ?? '86400')}
      />
      <footer>
        <Button onPress={onClose}>{SAID.cancel}</Button>
        <Button kind="go" submit busy={busy} whyNot={whyNot}>
          {SETTINGS.make}
        </Button>
      </footer>
    </Dialog>
  );
}

interface TextProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const Text = ({ label, hint, value, onChange }: TextProps) => (
  <label className="field small">
    <span className="quiet">{label}</span>
    <input
      value={value}
      maxLength={400}
      placeholder={hint}
      autoComplete="off"
      onChange={({ target }) => onChange(target.value)}
    />
  </label>
);

function Made({ made: { secret, token }, onClose }: { readonly made: GrantedToken; readonly onClose: () => void }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog title={`${token.kind}:${token.name}`} onClose={onClose} onSubmit={onClose}>
      <p>{SETTINGS.made}</p>
      <pre className="secret">{secret}</pre>
      <footer>
        <Button onPress={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}>
          {isCopied ? SETTINGS.copied : SETTINGS.copy}
        </Button>
        <Button kind="go" submit>
          {SETTINGS.done}
        </Button>
      </footer>
    </Dialog>
  );
}
