import { join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { InvariantViolation } from '../../core/kernel/invariant.ts';
import { MCP_CLIENTS, withEntry } from '../mcp/clients.ts';
import { configurationText, SMOKE_FILE } from './configuration-text.ts';
import type { Detected } from './detected.ts';
import { smokeText } from './smoke-text.ts';
import { workflowText } from './workflow-text.ts';

/** A file that is proposed: whole, or a line that must stand in it. */
export interface ProposedFile {
  /** Absolute. */
  readonly path: string;
  readonly what: 'whole' | 'line';
  readonly text: string;
}

/** Where the files go, and whether there are a configuration and a list of agents' servers that stay. */
export interface Place {
  readonly dir: string;
  readonly config: string;
  readonly keepsConfig: boolean;
  /** Other servers may stand in it: it is never written over. */
  readonly hasMcp: boolean;
}

/** The line that keeps the state folder out of the repository. */
export const IGNORED = '.plimsoll/';

/** What `init` would have in this folder. */
export function proposedFiles(found: Detected, { dir, config, keepsConfig, hasMcp }: Place): readonly ProposedFile[] {
  const files: ProposedFile[] = [];
  if (found.start !== null) {
    const text = checked(configurationText(found, found.start));
    files.push({ path: config, what: 'whole', text });
    // Only our own configuration would run it.
    if (found.smokeScript === null && !keepsConfig) {
      files.push({ path: join(dir, SMOKE_FILE), what: 'whole', text: smokeText(found.healthPath ?? '/healthz') });
    }
  }
  files.push({ path: join(dir, '.gitignore'), what: 'line', text: IGNORED });
  const agents = MCP_CLIENTS['claude-code'];
  if (!hasMcp) files.push({ path: join(dir, agents.file), what: 'whole', text: withEntry(agents, null) ?? '' });
  if (found.github && found.git.kind === 'repository') {
    const { root, prefix } = found.git.repository;
    const name = prefix === '' ? 'plimsoll.yml' : `plimsoll-${found.unit}.yml`;
    const text = workflowText(found.unit, prefix);
    files.push({ path: join(root, '.github', 'workflows', name), what: 'whole', text });
  }
  return files;
}

function checked(text: string): string {
  const loaded = loadConfig(text, { file: 'plimsoll.yaml', env: {} });
  if ('spec' in loaded) return text;
  const problems = loaded.problems.map(({ line, message }) => `line ${line}: ${message}`).join('; ');
  throw new InvariantViolation(`init proposed a configuration that does not load: ${problems}`);
}
