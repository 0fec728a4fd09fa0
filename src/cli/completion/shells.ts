/** The shells that can be taught to complete, each with its script in completions/. */
const SCRIPTS = { bash: 'plimsoll.bash', zsh: '_plimsoll', fish: 'plimsoll.fish', powershell: 'plimsoll.ps1' } as const;

/** One of the shells. */
export type Shell = keyof typeof SCRIPTS;

/** Their names. */
export const SHELLS: readonly Shell[] = Object.keys(SCRIPTS) as Shell[];

/** Where the script of a shell lies. It only asks and shows: what can be typed is known to `__complete`, so an installed script stays right. */
export const scriptFile = (shell: Shell): URL => new URL(`../../../completions/${SCRIPTS[shell]}`, import.meta.url);
