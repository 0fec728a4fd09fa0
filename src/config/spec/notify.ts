import { QUIET } from '../../core/notice/kind.ts';
import { CD_DEFAULT } from '../../core/notice/wanted.ts';
import type { NotifierSpec, SlackSpec } from '../../core/unit/notifier.ts';
import type { SecretReference } from '../../core/unit/secret-reference.ts';
import type { NotifyBlock } from '../blocks/notify.ts';

const NO_SECRET: SecretReference = { from: 'env', name: '' };

/** Who is told of what happens, with everything that was left out filled in. The rules have seen that nothing needed is missing. */
export const notifierSpecs = (blocks: readonly NotifyBlock[]): readonly NotifierSpec[] => blocks.map(notifierSpec);

function notifierSpec(block: NotifyBlock): NotifierSpec {
  const { to, url = '', allow_private: ranges } = block;
  const reached = ranges === undefined || ranges.length === 0 ? {} : { allowPrivate: ranges };
  const token = block.token?.secret ?? NO_SECRET;
  switch (to) {
    case 'webhook': {
      const { format = 'cloudevents', mode = 'structured', key, on } = block;
      const wanted = on ?? (format === 'cdevents' ? CD_DEFAULT : QUIET);
      return { to, url, format, mode, key: key?.secret ?? NO_SECRET, on: wanted, ...reached };
    }
    case 'slack':
      return { to, way: slackWay(block), on: block.on ?? QUIET, ...reached };
    case 'github': {
      const { deployments = true, commit_status: commitStatus = true } = block;
      return { to, url: url === '' ? 'https://api.github.com' : url, token, deployments, commitStatus, ...reached };
    }
    case 'grafana':
      return { to, url, token, tags: block.tags ?? [], ...reached };
  }
}

function slackWay({ webhook, token, channel = '', url }: NotifyBlock): SlackSpec['way'] {
  if (webhook !== undefined) return { kind: 'webhook', webhook: webhook.secret };
  return { kind: 'bot', token: token?.secret ?? NO_SECRET, channel, url: url ?? 'https://slack.com/api' };
}
