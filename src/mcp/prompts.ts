import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { ProblemError } from '../api/problem.ts';
import { line } from './clean.ts';
import type { Surroundings } from './surroundings.ts';

const Arguments = z.object({
  unit: z.string().max(63).optional().describe('the unit, where a folder has several'),
  environment: z.string().max(63).optional().describe('production by default'),
  deployment_id: z.string().max(60).optional().describe('dep_…; the newest by default'),
  allow_missing: z.enum(['true', 'false']).optional().describe('leave what has no value as it is written'),
});

/** The prompts, filled in by the same hand as `plimsoll prompt`: the same bytes. */
export function addPrompts(server: McpServer, { prompts, prompt }: Surroundings): void {
  for (const [name, description] of Object.entries(prompts)) {
    server.registerPrompt(name, { description, argsSchema: Arguments }, async ({ allow_missing, ...given }) => {
      const named = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const { text, missing } = await made(prompt(name, Object.fromEntries(named)));
      if (missing.length > 0 && allow_missing !== 'true') {
        const remedy = 'Plan first, which packages: plan_deployment; or leave them as written: allow_missing=true';
        throw new Error(`prompt-variable-missing: ${missing.join(', ')} have no value here. ${remedy}`);
      }
      return { messages: [{ role: 'user', content: { type: 'text', text } }] };
    });
  }
}

async function made<T>(making: Promise<T>): Promise<T> {
  try {
    return await making;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new Error(line(error.problems.map(({ message, remedy }) => `${message}. ${remedy}`).join(' '), 600));
  }
}
