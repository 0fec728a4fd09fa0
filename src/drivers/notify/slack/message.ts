import type { Notice } from '../../../core/notice/notice.ts';
import { printable } from '../../shared/printable.ts';
import { atMost, slackText } from './escape.ts';

/** A message as Slack takes it: `text` for notifications, blocks for the channel. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly unknown[];
}

// What Slack lets one field hold, in characters, and one section, in fields.
const LONGEST_FIELD = 1_000;
const MOST_FIELDS = 10;

const SIGNS: Readonly<Record<string, string>> = {
  'rollback.failed': '🚨',
  'rollback.started': '❌',
  'rollback.finished': '❌',
  'issue.detected': '❌',
  'packaging.failed': '❌',
  'staging.failed': '❌',
  'deployment.completed': '✅',
  'checkpoint.opened': '❓',
};

/**
 * A notice as a Slack message. A link leads to where a person decides; there is no button, for whoever presses one in a chat proves
 * nothing. What others wrote stands in plain text fields, which Slack neither formats nor links.
 */
export function slackMessage(notice: Notice, page: string): SlackMessage {
  const { title, facts, said, waitsFor, path, kind } = notice;
  const sign = SIGNS[kind] ?? (waitsFor === null ? '•' : '⏳');
  const heading = `${sign} ${slackText(title)}`;
  const until =
    waitsFor?.until === null || waitsFor === null
      ? ''
      : ` until <!date^${Math.floor(waitsFor.until / 1_000)}^{date_short_pretty} {time}|${new Date(waitsFor.until).toISOString()}>`;
  const waiting = waitsFor === null ? '' : `\nWaits for a person: ${waitsFor.what}${until}`;
  return {
    text: atMost(heading, LONGEST_FIELD),
    blocks: [
      mrkdwn(`*${heading}*${waiting}\n<${page}${path}|${waitsFor === null ? 'Look at it' : 'Decide on the page'}>`),
      ...(facts.length === 0
        ? []
        : [
            {
              type: 'section',
              fields: facts
                .slice(0, MOST_FIELDS)
                .map(({ name, text }) => plain(atMost(`${name}: ${printable(text)}`, LONGEST_FIELD))),
            },
          ]),
      ...(said === null ? [] : [{ type: 'context', elements: [plain(atMost(`“${printable(said)}”`, LONGEST_FIELD))] }]),
    ],
  };
}

const mrkdwn = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
