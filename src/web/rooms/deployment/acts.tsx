import { useState } from 'react';
import type { DeploymentView } from '../../../api/view.ts';
import type { RequestName } from '../../../core/deployment/allowed-commands.ts';
import { useIsLive } from '../../data/freshness.ts';
import { Button } from '../../parts/button.tsx';
import { SAID } from '../../words.ts';
import { AbortDialog, HoldDialog, ResumeDialog } from './dialogs.tsx';
import { RollbackDialog } from './rollback-dialog.tsx';
import { DEPLOYMENT } from './words.ts';

type Opened = 'hold' | 'resume' | 'abort' | 'rollback';

/** What can be done with a deployment now. What cannot says why; nothing at all is offered on what may no longer be so. */
export function Acts({ view }: { readonly view: DeploymentView }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const whyNot = useWhyNot(view);
  const close = (): void => setOpened(null);
  if (view.over || view.phase === 'rolled-back') return null;
  const isInProduction = ['rolling-out', 'baking', 'rolling-back', 'rollback-failed'].includes(view.phase);
  return (
    <section className="acts no-print" aria-label={DEPLOYMENT.acts}>
      {isInProduction ? (
        <>
          <Button id="roll-back" kind="danger" whyNot={whyNot('rollback')} onPress={() => setOpened('rollback')}>
            {DEPLOYMENT.rollBack}
          </Button>
          {view.holds.length > 0 ? (
            <Button id="resume" whyNot={whyNot('resume')} onPress={() => setOpened('resume')}>
              {DEPLOYMENT.resume}
            </Button>
          ) : (
            <Button id="hold" whyNot={whyNot('hold')} onPress={() => setOpened('hold')}>
              {DEPLOYMENT.hold}
            </Button>
          )}
        </>
      ) : (
        <Button id="abort" kind="no" whyNot={whyNot('abort')} onPress={() => setOpened('abort')}>
          {DEPLOYMENT.abort}
        </Button>
      )}
      {opened === 'rollback' ? <RollbackDialog view={view} onClose={close} /> : null}
      {opened === 'hold' ? <HoldDialog view={view} onClose={close} /> : null}
      {opened === 'resume' ? <ResumeDialog view={view} onClose={close} /> : null}
      {opened === 'abort' ? <AbortDialog view={view} onClose={close} /> : null}
    </section>
  );
}

/** Why a request cannot be made now; empty where it can. The table is the core's own. */
function useWhyNot({ allowed }: DeploymentView): (request: RequestName) => string {
  const isLive = useIsLive();
  return (request) => (isLive ? (allowed.find((one) => one.request === request)?.why ?? '') : SAID.notLive);
}
