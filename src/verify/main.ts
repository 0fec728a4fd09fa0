#!/usr/bin/env node
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from './check.ts';

const USAGE = `plimsoll-verify [--bundle FILE | --data DIR] [--head FILE] [--key KEY] [-o text|json]

Checks a record or a journal of Plimsoll with public keys alone: its chain, signed heads, approvals, and that
production kept its rules. Nothing of the control plane that wrote it is needed or believed.

  --bundle FILE   a record, as plimsoll report --kind record writes it
  --data DIR      a state folder, .plimsoll by default; nothing in it is changed
  --head FILE     signed heads as they were exported; may be given more than once
  --key KEY       a head key in its one-line form, the id of an approver's key, or a file of them; more than once

Exit codes: 0 sound, 2 usage, 13 altered or a rule broken, 15 incomplete.
`;

const ALTERED = 13;
const INCOMPLETE = 15;
const USAGE_EXIT = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = read(args);
  if (options === undefined) {
    process.stderr.write(USAGE);
    return USAGE_EXIT;
  }
  if (options.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const answer = await check({
    bundle: options.bundle,
    data: options.data ?? process.env.PLIMSOLL_DATA ?? join(process.cwd(), '.plimsoll'),
    heads: options.head ?? [],
    keys: options.key ?? [],
  });
  const isJson = options.output === 'json';
  if (answer.kind === 'unreadable') {
    const text = `${answer.what} cannot be read: ${answer.detail}\n`;
    if (isJson) process.stdout.write(`${JSON.stringify({ kind: answer.kind, why: text.trim() })}\n`);
    process.stderr.write(text);
    return USAGE_EXIT;
  }
  const { verification, text } = answer;
  process.stdout.write(`${isJson ? JSON.stringify(verification) : text}\n`);
  if (verification.kind === 'ok') return 0;
  return verification.kind === 'incomplete' ? INCOMPLETE : ALTERED;
}

function read(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        bundle: { type: 'string' },
        data: { type: 'string' },
        head: { type: 'string', multiple: true },
        key: { type: 'string', multiple: true },
        output: { type: 'string', short: 'o' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const isKnown = values.output === undefined || values.output === 'json' || values.output === 'text';
    return isKnown && !(values.bundle !== undefined && values.data !== undefined) ? values : undefined;
  } catch {
    return undefined;
  }
}
