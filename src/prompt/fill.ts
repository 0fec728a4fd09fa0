/** One variable of a prompt, what it stands for here, and where that came from; a value of null is not known. */
export interface PromptVariable {
  readonly name: string;
  readonly value: string | null;
  readonly origin: string;
}

/** A prompt with its variables filled in, and the names that have no value; those stand there as they were written. */
export interface FilledPrompt {
  readonly text: string;
  readonly missing: readonly string[];
}

const VARIABLE = /\$\{([A-Z][A-Z0-9_]*)\}/g;

/** The variables that a template names, each once, in order. */
export const variablesIn = (template: string): readonly string[] => [
  ...new Set([...template.matchAll(VARIABLE)].map((match) => match[1] ?? '')),
];

/** Fills a template in one pass: what a value holds is never looked through for variables again. */
export function fillPrompt(template: string, variables: readonly PromptVariable[]): FilledPrompt {
  const values = new Map(variables.map(({ name, value }) => [name, value]));
  const missing = new Set<string>();
  const text = template.replace(VARIABLE, (written, name: string) => {
    const value = values.get(name) ?? null;
    if (value === null) missing.add(name);
    return value === null ? written : contained(value);
  });
  return { text, missing: [...missing] };
}

/** A value that holds a fence is put into a longer one, so that it cannot end the block it stands in or begin another. */
function contained(value: string): string {
  const runs = [...value.matchAll(/^[ \t]*(`{3,}|~{3,})/gm)].map((match) => match[1]?.length ?? 0);
  if (runs.length === 0) return value;
  const fence = '`'.repeat(Math.max(...runs) + 1);
  return `${fence}\n${value}\n${fence}`;
}
