const ALWAYS = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const;

/**
 * The environment of a process that we start: a short list taken from ours, then what it is given. Nothing else is inherited,
 * so no token, socket or agent handle of the control plane reaches deployed code or a user's command.
 */
export function listedEnvironment(
  given: Readonly<Record<string, string>>,
  alsoPass: readonly string[] = [],
  ours: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const listed: Record<string, string> = {};
  for (const name of [...ALWAYS, ...alsoPass]) {
    const value = ours[name];
    if (value !== undefined) listed[name] = value;
  }
  return { ...listed, ...given };
}
