import { expect } from 'vitest';
import type { Document } from '../../../src/cli/outcome.ts';
import type { Ran } from './program.ts';

/** The one JSON document of a command, as every one is: whole, alone on stdout, with what to do next where it failed. */
export function documentOf(ran: Ran, command: string): Document {
  return checked(JSON.parse(ran.out) as Document, ran, command);
}

/** The last line of an ndjson output; every line is JSON by itself, and those before it are events. */
export function resultOf(ran: Ran, command: string): Document {
  const lines = ran.out.split('\n').map((line) => JSON.parse(line) as { readonly type: string });
  const last = lines.at(-1);
  expect(last?.type).toBe('result');
  expect(lines.slice(0, -1).filter((line) => line.type === 'result')).toEqual([]);
  return checked(last as unknown as Document, ran, command);
}

function checked(document: Document, ran: Ran, command: string): Document {
  expect(document).toMatchObject({ schema: 'plimsoll/v1', command, exit: ran.exit, ok: ran.exit === 0 });
  const { errors, next, waiting, phase, signal, data } = document;
  expect(data).not.toBeUndefined();
  expect([phase, signal, waiting]).not.toContain(undefined);
  expect(errors.length > 0).toBe(ran.exit !== 0);
  for (const { code, message, remedy } of errors) {
    expect(code).toMatch(/^[a-z0-9-]+$/);
    expect([message, remedy]).not.toContain('');
  }
  for (const { command: line, why } of next) {
    expect(line).toMatch(/^plimsoll /);
    expect(why).not.toBe('');
  }
  return document;
}
