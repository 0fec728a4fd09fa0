import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { NotificationView } from '../../../api/notifications.ts';
import { useAct } from '../../access/use-act.ts';
import { plane } from '../../data/plane.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { Moment } from '../../parts/when.tsx';
import { Receivers } from './receivers.tsx';
import { useWhyNot } from './use-why-not.ts';
import { SETTINGS } from './words.ts';

const DEAD = queryOptions({
  queryKey: ['notifications', 'dead'],
  queryFn: () => plane.notifications({ delivery: 'dead' }),
  staleTime: 30_000,
});

/** Who is told, and messages that nobody took, for whoever mends that and sends them once more. */
export const Notifications = () => (
  <section className="panel stack" aria-labelledby="notifications">
    <h2 id="notifications">{SETTINGS.receivers}</h2>
    <Receivers />
    <h3>{SETTINGS.notifications}</h3>
    <Asked query={useQuery(DEAD)} bars={1}>
      {(messages) =>
        messages.length === 0 ? (
          <p className="quiet">{SETTINGS.allSent}</p>
        ) : (
          <ul className="tokens">
            {messages.map((message) => (
              <li key={message.id}>
                <Message message={message} />
              </li>
            ))}
          </ul>
        )
      }
    </Asked>
  </section>
);

function Message({
  message: { id, kind, to, deployment, failures, problem, at },
}: {
  readonly message: NotificationView;
}) {
  const { act, busy, problem: refused } = useAct();
  const cache = useQueryClient();
  const whyNot = useWhyNot('replay-notification');
  const send = async (): Promise<void> => {
    await plane.replay(id);
    await cache.invalidateQueries({ queryKey: DEAD.queryKey });
  };
  return (
    <>
      <div className="row">
        <strong>{kind}</strong>
        <span>{to}</span>
        <Link href={`/d/${deployment}`}>{deployment}</Link>
      </div>
      <Button small busy={busy} whyNot={whyNot} onPress={() => act(send)}>
        {SETTINGS.sendAgain}
      </Button>
      <p className="small quiet">
        <Moment at={at} /> · {SETTINGS.tried(failures)}
        {problem === null ? null : `: ${problem}`}
      </p>
      {refused === null ? null : <ProblemNotice error={refused} />}
    </>
  );
}
