import { type CallToolResult, TRACEPARENT_META_KEY } from '@modelcontextprotocol/server';
import { type Problem, ProblemError } from '../api/problem.ts';
import { line } from './clean.ts';
import { fitted, MOST_TOKENS, tokensOf } from './fit.ts';
import type { Answer, Link } from './tool.ts';

/** Left free around a value for text, links and the envelope. */
const ENVELOPE = 60;

/** What a tool came to, as the protocol carries it: never more than an agent can afford. */
export function resultOf({ text, value, links = [] }: Answer): CallToolResult {
  const content = [{ type: 'text' as const, text: line(text, 600) }, ...links.map(linkContent)];
  return { content, structuredContent: fitted({ ...value }, MOST_TOKENS - ENVELOPE - tokensOf(content)) };
}

const linkContent = ({ uri, name, mimeType }: Link) => ({ type: 'resource_link' as const, uri, name, mimeType });

/** A result that says which trace the deployment that it is about is told in. */
export const traced = (result: CallToolResult, traceparent: string): CallToolResult => ({
  ...result,
  _meta: { ...result._meta, [TRACEPARENT_META_KEY]: traceparent },
});

/** What was not granted, with the code, the message and what to do: the same as on every other surface. */
export function resultOfError(error: unknown): CallToolResult {
  const problems = error instanceof ProblemError ? error.problems : [bug(error)];
  const told = problems.slice(0, 5).map(({ code, message, remedy }) => ({
    code: line(code, 80),
    message: line(message, 500),
    remedy: line(remedy, 300),
  }));
  const [first = { code: 'bug', message: 'it failed', remedy: '' }] = told;
  const text = `${first.code}: ${first.message}. What to do: ${first.remedy}`;
  return { isError: true, content: [{ type: 'text', text }], structuredContent: { ...first, problems: told } };
}

const bug = (error: unknown): Problem => ({
  code: 'bug',
  message: error instanceof Error ? error.message : String(error),
  remedy: 'Try again; if it comes back, a person looks: plimsoll doctor',
});
