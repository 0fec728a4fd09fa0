import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReceiverView, TestMessageView } from '../../../api/notifications.ts';
import { useAct } from '../../access/use-act.ts';
import { plane } from '../../data/plane.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { Badge } from '../../parts/sign.tsx';
import { useWhyNot } from './use-why-not.ts';
import { SETTINGS } from './words.ts';

const RECEIVERS = queryOptions({
  queryKey: ['receivers'],
  queryFn: () => plane.receivers({ config: null, unit: null }),
  staleTime: 30_000,
});

/** Who is told of deployments, each with a way to see whether a message arrives. */
export const Receivers = () => (
  <Asked query={useQuery(RECEIVERS)} bars={1}>
    {(receivers) =>
      receivers.length === 0 ? (
        <p className="quiet">{SETTINGS.noReceivers}</p>
      ) : (
        <ul className="tokens">
          {receivers.map((receiver) => (
            <li key={`${receiver.unit} ${receiver.name}`}>
              <Receiver receiver={receiver} />
            </li>
          ))}
        </ul>
      )
    }
  </Asked>
);

function Receiver({ receiver: { unit, name, to } }: { readonly receiver: ReceiverView }) {
  const { act, busy, problem } = useAct();
  const whyNot = useWhyNot('test-notification');
  const [tested, setTested] = useState<TestMessageView | null>(null);
  const test = async (): Promise<void> => setTested(await plane.testReceiver({ unit, receiver: name }));
  return (
    <>
      <div className="row">
        <strong>{unit}</strong>
        <span>{to}</span>
        <code className="small quiet">{name}</code>
      </div>
      <Button small busy={busy} whyNot={whyNot} onPress={() => act(test)}>
        {SETTINGS.sendTest}
        <span className="only-heard">
          {' '}
          {unit} {name}
        </span>
      </Button>
      <p className="small" role="status">
        {tested === null ? null : (
          <>
            <Badge of={tested.taken ? 'pass' : 'fail'}>
              {tested.taken ? SETTINGS.testTaken : SETTINGS.testNotTaken}
            </Badge>{' '}
            <span className="quiet">{tested.answer}</span>
          </>
        )}
      </p>
      {problem === null ? null : <ProblemNotice error={problem} />}
    </>
  );
}
