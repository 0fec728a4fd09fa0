import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runs } from '../../src/cli/program/model.ts';
import { program } from '../../src/cli/program.ts';
import { Commands } from './world/commands.ts';
import { ASKING, ENDINGS } from './world/endings.ts';
import { endsWith } from './world/ends-with.ts';
import { build } from './world/program.ts';
import { type ScriptedPlane, scriptedPlane } from './world/scripted-plane.ts';

const commandsOf = (command: Command, words: readonly string[] = []): readonly string[] =>
  command.commands.flatMap((one) => {
    const here = [...words, one.name()];
    return [...(runs(one) ? [here.join(' ')] : []), ...commandsOf(one, here)];
  });

it('every command that there is says here how it can end', () => {
  const known = commandsOf(program(async () => undefined, ''));

  expect(Object.keys(ENDINGS).toSorted()).toEqual(known.toSorted());
});

// Every other answer, every command with a flag that nobody knows, and all as ndjson too: json-endings.components.test.ts and
// cli-every-command.components.test.ts.
describe('where the control plane refuses', () => {
  let plane: ScriptedPlane;
  let commands: Commands;
  beforeAll(async () => {
    await build();
    plane = await scriptedPlane('refused', 'dirty-tree');
    commands = new Commands(plane.dir);
  });
  afterAll(async () => {
    commands.end();
    await plane.end();
  });

  it.each(ASKING)('$command ends with 4', ({ command, asks }) => endsWith(commands, command, asks, 4, 'json'));
});

describe('alone in a folder', () => {
  let dir: string;
  let commands: Commands;
  beforeAll(async () => {
    await build();
    dir = await mkdtemp(join(tmpdir(), 'plimsoll-alone-'));
    await cp(join(import.meta.dirname, '../../examples/storefront/plimsoll.yaml'), join(dir, 'good.yaml'));
    await writeFile(join(dir, 'bad.yaml'), 'version: 1\nunit: { name: 1 }\n');
    commands = new Commands(dir);
  });
  afterAll(async () => {
    commands.end();
    await rm(dir, { recursive: true, force: true });
  });

  const lines = Object.entries(ENDINGS).flatMap(([command, { alone = [] }]) =>
    alone.map(([args, exit]) => ({ command, args, exit })),
  );

  it.each(lines)('`$args` ends with $exit', ({ command, args, exit }) =>
    endsWith(commands, command, args, exit, 'json'),
  );
});
