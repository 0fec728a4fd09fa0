import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configJsonSchemaText } from '../../config/json-schema.ts';
import { unitFile, unitFilesIn } from '../../config/unit-files.ts';
import { holdsSet, type Toolset, toolRow } from '../../core/authorisation/tool-table.ts';
import { traceParent } from '../../core/deployment/trace-context.ts';
import type { BlackoutAnswer, RecordAnswer, Surroundings } from '../../mcp/surroundings.ts';
import { PROMPTS } from '../../prompt/library.ts';
import { check } from '../../verify/check.ts';
import type { Doing } from '../command.ts';
import { blackoutCheck } from '../commands/blackout.ts';
import { promptWith } from '../commands/prompt.ts';
import { reportRecord } from '../commands/report-record.ts';
import { withUnit } from '../unit-config.ts';
import { VERSION } from '../version.ts';

/** What stands around the agent's door where the command line opens it: the files of this folder, and its control plane. */
export function surroundingsHere(doing: Doing, set: Toolset): Surroundings {
  const { invocation } = doing;
  const configOf = async (unit: string | undefined): Promise<string> => {
    if (unit === undefined || (await unitFile(invocation.config, process.env))?.unit === unit) return invocation.config;
    return (await withUnit(invocation, unit, { isConfigNamed: false })).config;
  };
  const of = async (unit: string | undefined, environment = invocation.environment): Promise<Doing> => ({
    ...doing,
    invocation: { ...invocation, config: await configOf(unit), environment },
  });
  return {
    ...{ version: VERSION, set, row: toolRow, holds: holdsSet, prompts: PROMPTS, configOf },
    plane: () => doing.plane(),
    traceParent: (deployment) => traceParent(sha256, deployment, deployment),
    units: async () =>
      (await unitFilesIn(invocation.dir, process.env)).flatMap(({ unit, environments }) =>
        unit === null ? [] : [{ unit, environments }],
      ),
    blackout: async (unit, at, length) => {
      const { data } = await blackoutCheck(await of(unit), { ...(at === undefined ? {} : { at }), for: length });
      return blackoutAnswer(data);
    },
    verify: (id) => verified(doing, id),
    prompt: async (name, { unit, environment, deployment_id: id }) => {
      const given = id === undefined ? {} : { DEPLOYMENT_ID: id };
      return promptWith(await of(unit, environment), name, given);
    },
    configSchema: async () => configJsonSchemaText(),
    configExample: () => readFile(new URL('../../../examples/storefront/plimsoll.yaml', import.meta.url), 'utf8'),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

function blackoutAnswer(data: unknown): BlackoutAnswer {
  const found = data as Omit<BlackoutAnswer, 'length' | 'nextFree' | 'conflict'> & {
    readonly for: string;
    readonly conflict: { readonly name: string } | 'unknown' | null;
    readonly next_free: string | null;
  };
  const { conflict } = found;
  return {
    ...{ unit: found.unit, at: found.at, length: found.for, allowed: found.allowed, nextFree: found.next_free },
    conflict: conflict === null || conflict === 'unknown' ? conflict : conflict.name,
  };
}

/** Checks a record as anybody would: written to a file, and read with public keys alone. */
async function verified(doing: Doing, id: string): Promise<RecordAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-record-'));
  try {
    const bundle = join(folder, 'record.ndjson');
    await reportRecord(doing, id, bundle);
    const answer = await check({ bundle, data: folder, heads: [], keys: [] });
    if (answer.kind === 'unreadable') return { kind: 'unreadable', text: answer.detail };
    return { kind: answer.verification.kind, text: answer.text };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
