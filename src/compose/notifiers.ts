import type { NotifierSpec } from '../core/unit/notifier.ts';
import { githubNotifier } from '../drivers/notify/github/index.ts';
import { grafanaNotifier } from '../drivers/notify/grafana/index.ts';
import { slackNotifier } from '../drivers/notify/slack/index.ts';
import { webhookNotifier } from '../drivers/notify/webhook/index.ts';
import type { Notifier } from '../ports/notifier.ts';

/** The notifier for a receiver of a configuration. */
export function notifierOf(spec: NotifierSpec): Notifier {
  switch (spec.to) {
    case 'webhook':
      return webhookNotifier(spec);
    case 'slack':
      return slackNotifier(spec);
    case 'github':
      return githubNotifier(spec);
    case 'grafana':
      return grafanaNotifier(spec);
  }
}
