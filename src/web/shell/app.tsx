import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { EnrolRoom } from '../access/enrol.tsx';
import { LoginRoom } from '../access/login.tsx';
import { session } from '../access/session.ts';
import { SignInRoom } from '../access/sign-in.tsx';
import { cache } from '../data/cache.ts';
import { followEvents } from '../data/line.ts';
import { useWatched } from '../data/watched.ts';
import { Skeleton } from '../parts/asked.tsx';
import { Bulkhead } from './bulkhead.tsx';
import { Frame } from './frame.tsx';
import { Keys } from './keys.tsx';
import { Nowhere } from './nowhere.tsx';
import { ROOMS } from './rooms.tsx';

/** The page. */
export const App = () => (
  <QueryClientProvider client={cache}>
    <Switch>
      <Route path="/login" component={LoginRoom} />
      <Route path="/enrol" component={EnrolRoom} />
      <Route component={Rooms} />
    </Switch>
  </QueryClientProvider>
);

/** All rooms that are for whoever is signed in. What was shown stays in sight when a session ends. */
function Rooms() {
  const standing = useWatched(session.standing);
  useEvents(standing === 'in');
  if (standing === 'unknown') return null;
  if (standing === 'out') return <SignInRoom />;
  return (
    <Frame>
      <Keys />
      <Switch>
        {ROOMS.map(({ path, room: Room }) => (
          <Route key={path} path={path}>
            <Bulkhead>
              <Suspense fallback={<Skeleton />}>
                <Room />
              </Suspense>
            </Bulkhead>
          </Route>
        ))}
        <Route component={Nowhere} />
      </Switch>
    </Frame>
  );
}

function useEvents(isIn: boolean): void {
  useEffect(() => {
    if (!isIn) return;
    const over = new AbortController();
    followEvents(over.signal);
    return () => over.abort();
  }, [isIn]);
}
