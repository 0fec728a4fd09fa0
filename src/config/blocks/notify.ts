import { z } from 'zod';
import { patternFault } from '../../core/notice/kind.ts';
import { quoted } from '../problem/readable.ts';
import { AddressRangeValue } from '../values/calendar.ts';
import { SecretBlock } from '../values/secret.ts';
import { faulty, textValue } from '../values/text-value.ts';

const ReceiverAddress = textValue(
  { examples: ['https://hooks.acme.test/cd'], description: 'webhook, github, grafana: where it is reached' },
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return text;
    const message = `${quoted(text)} is no address of a receiver`;
    return faulty({
      code: 'notify-url',
      message,
      remedy: 'write  url: https://HOST/PATH, without a name or password in it',
    });
  },
);

const Pattern = textValue(
  { examples: ['approval.requested'], description: 'What is told: a name, a family such as "rollback.*", or "*"' },
  (text) => {
    const fault = patternFault(text);
    return fault === null
      ? text
      : faulty({ code: 'notify-on', message: `${quoted(text)}: ${fault.message}`, remedy: fault.remedy });
  },
);

/** Somebody who is told of what happens. Which keys go with which receiver is a rule: rules/notify.ts. */
export const NotifyBlock = z
  .strictObject({
    to: z.enum(['webhook', 'slack', 'github', 'grafana']).meta({ examples: ['webhook'], description: 'Who is told' }),
    on: z
      .array(Pattern)
      .min(1)
      .max(40)
      .meta({
        examples: [['approval.requested', 'rollback.*']],
        description: 'webhook, slack: what is told; a person is needed, it went back, an issue, done when left out',
      })
      .optional(),
    url: ReceiverAddress.optional(),
    format: z
      .enum(['cloudevents', 'cdevents'])
      .meta({ examples: ['cdevents'], description: 'webhook: CDEvents where there is such an event' })
      .optional(),
    mode: z
      .enum(['structured', 'binary'])
      .meta({
        examples: ['binary'],
        description: 'webhook: all of the event in the body, or its attributes in headers',
      })
      .optional(),
    key: SecretBlock.meta({
      description: 'webhook: what it is signed with: whsec_ and 24 to 64 bytes in base64',
    }).optional(),
    webhook: SecretBlock.meta({ description: 'slack: the address of an incoming webhook' }).optional(),
    token: SecretBlock.meta({ description: 'slack with channel, github, grafana: who we are there' }).optional(),
    channel: z
      .string()
      .regex(/^[CGD][A-Z0-9]{2,30}$/, 'write the id of the channel, such as C0123456789')
      .meta({ examples: ['C0123456789'], description: 'slack with token: the id of the channel' })
      .optional(),
    deployments: z
      .boolean()
      .meta({ examples: [true], description: 'github: a deployment for each environment' })
      .optional(),
    commit_status: z
      .boolean()
      .meta({ examples: [true], description: 'github: a status of the commit for each environment' })
      .optional(),
    tags: z
      .array(
        z
          .string()
          .min(1)
          .max(100)
          .meta({ examples: ['deploy'] }),
      )
      .max(20)
      .meta({ examples: [['deploy', 'checkout']], description: 'grafana: tags of its annotations, beside our own' })
      .optional(),
    allow_private: z
      .array(AddressRangeValue)
      .max(20)
      .meta({ description: 'Ranges of private addresses that it may be reached at' })
      .optional(),
  })
  .meta({ examples: [{ to: 'slack', webhook: { secret: 'env:SLACK_WEBHOOK' } }] });

/** What an entry of `notify:` says once it has been read. */
export type NotifyBlock = z.output<typeof NotifyBlock>;
