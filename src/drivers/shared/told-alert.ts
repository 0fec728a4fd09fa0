import { z } from 'zod';
import type { SeenAlert } from '../../core/alert/seen-alert.ts';
import { instant } from '../../core/kernel/instant.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { boundedGet, type Question } from './bounded-get.ts';
import { printable } from './printable.ts';

const LONGEST = 4 * 1024 * 1024;
/** More alerts than these say nothing more. */
const MOST = 50;
const LONGEST_TEXT = 300;

/** Labels and annotations, as every monitoring system has them. */
export const Labels = z.record(z.string(), z.string());
type Words = z.infer<typeof Labels>;

/** An alert that fires, in the words of the one who tells it. */
export interface ToldAlert {
  readonly labels: Words;
  readonly annotations: Words;
  readonly since: string | undefined;
  readonly muted?: SeenAlert['muted'];
}

/** Where alerts are asked for, and which of them are the unit's. */
export interface AlertQuestion extends Omit<Question, 'longest'> {
  /** Alerts that bear all of these. */
  readonly wanted: Words;
}

/** Asks for alerts: those that bear what is wanted, cut to what a report can show. Rejects with DriverError only. */
export async function askedAlerts(
  { wanted, ...question }: AlertQuestion,
  firing: (answer: unknown) => readonly ToldAlert[] | null,
  signal: AbortSignal,
): Promise<readonly SeenAlert[]> {
  const told = firing(parsed(await boundedGet({ ...question, longest: LONGEST }, signal)));
  if (told === null) throw new DriverError(`${question.url.origin} gave no list of alerts`, { retryable: true });
  return told
    .filter(({ labels }) => Object.entries(wanted).every(([key, value]) => labels[key] === value))
    .slice(0, MOST)
    .map(seenAlert);
}

function seenAlert({ labels, annotations, since: told, muted }: ToldAlert): SeenAlert {
  const since = Date.parse(told ?? '');
  return {
    name: cut(labels.alertname ?? 'an alert without a name'),
    severity: labels.severity === undefined ? null : cut(labels.severity),
    since: Number.isNaN(since) ? null : instant(since),
    summary: cut(annotations.summary ?? annotations.description ?? ''),
    ...(muted === undefined ? {} : { muted }),
  };
}

const cut = (text: string): string => printable(text.replaceAll('\n', ' ')).slice(0, LONGEST_TEXT);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
