import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { About } from '../../api/control-plane.ts';
import { ASKED } from '../data/queries.ts';
import { useWatched } from '../data/watched.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { SAID } from '../words.ts';
import { ACCESS } from './access-words.ts';
import { Doorway } from './doorway.tsx';
import { enrol } from './enrolling.ts';
import { session } from './session.ts';
import { SignInButton } from './sign-in.tsx';
import { useAct } from './use-act.ts';

/** Enrols a person's passkey. */
export function EnrolRoom() {
  const standing = useWatched(session.standing);
  const refused = useWatched(session.refused);
  if (standing === 'unknown') return null;
  if (standing === 'in') return <EnrolForm />;
  return (
    <Doorway title={ACCESS.enrolTitle}>
      {refused === null ? null : <ProblemNotice error={refused} />}
      <p>{ACCESS.enrolByLink}</p>
      <pre>plimsoll approver add --name NAME</pre>
      <p>{ACCESS.enrolBySignIn}</p>
      <SignInButton />
    </Doorway>
  );
}

function EnrolForm() {
  const about = useQuery(ASKED.about);
  return about.data === undefined ? (
    <Doorway title={ACCESS.enrolTitle}>
      <Asked query={about}>{() => null}</Asked>
    </Doorway>
  ) : (
    <Enrolling about={about.data} />
  );
}

function Enrolling({ about }: { readonly about: About }) {
  const [asked] = useState(() => new URLSearchParams(location.search));
  const [name, setName] = useState(asked.get('name') ?? '');
  const [done, setDone] = useState<About | null>(null);
  const { act, busy, problem } = useAct();
  const groups = asked.getAll('group');
  const only = asked.getAll('only');
  const isFirst = about.approvers.length === 0;
  const person = name.trim();
  if (done !== null) return <Enrolled person={`person:${person}`} about={done} />;
  const make = async (): Promise<void> => setDone(await enrol(person, groups, only.length === 0 ? null : only));
  return (
    <Doorway title={isFirst ? ACCESS.enrolFirst : ACCESS.enrolFurther}>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <p>{isFirst ? ACCESS.first : ACCESS.later}</p>
      <label className="field">
        <span>{ACCESS.name}</span>
        <input
          id="name"
          value={name}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      {groups.length === 0 ? null : <p>{ACCESS.inGroups(groups.join(', '))}</p>}
      {only.length === 0 ? null : <p>{ACCESS.signsFor(only.join(', '))}</p>}
      <p className="quiet">{ACCESS.asksTwice}</p>
      <Button kind="go" busy={busy} onPress={() => act(make)}>
        {ACCESS.make}
      </Button>
    </Doorway>
  );
}

function Enrolled({ person, about }: { readonly person: string; readonly about: About }) {
  const isIn = about.approvers.some((one) => one.person === person && one.passkey !== null);
  return (
    <Doorway title={isIn ? ACCESS.enrolled : ACCESS.waits}>
      <Notice kind="good">{isIn ? ACCESS.isEnrolled(person) : ACCESS.passkeyWaits(person)}</Notice>
      <p>{isIn ? ACCESS.canApprove : ACCESS.askToSign}</p>
      <p className="quiet">{ACCESS.worksAt(location.origin)}</p>
      <p className="quiet">{ACCESS.level}</p>
      <Link href="/" className="button go">
        {SAID.toOverview}
      </Link>
    </Doorway>
  );
}
