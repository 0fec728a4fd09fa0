import { session } from '../access/session.ts';
import { SignInButton } from '../access/sign-in.tsx';
import { useFreshness } from '../data/freshness.ts';
import { useWatched } from '../data/watched.ts';
import { momentText } from '../parts/when.tsx';
import { SAID } from '../words.ts';

/** Says when what is shown is not as of now, and what to do about it. */
export function AwayBanner() {
  const freshness = useFreshness();
  const standing = useWatched(session.standing);
  if (standing === 'lapsed') {
    return (
      <div className="notice doubt away-banner" role="alert">
        <p>
          <strong>{SAID.lapsed}</strong> {SAID.lapsedMore}
        </p>
        <div>
          <SignInButton />
        </div>
      </div>
    );
  }
  if (freshness.kind !== 'away') return null;
  return (
    <div className="notice bad away-banner" role="alert">
      <p>
        <strong>{SAID.away(momentText(freshness.since, Date.now()))}.</strong> {SAID.awayMore}
      </p>
    </div>
  );
}
