/** A block of commands of a page: for a shell, or for a person at a terminal. */
export interface Block {
  readonly text: string;
  readonly isForPerson: boolean;
  /** What its last command ends with. */
  readonly exit: number;
}

/** The blocks of commands of a page, in their order: ```sh, ```sh terminal, ```sh exit=6. */
export const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(/^```sh ?([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, info = '', text = '']) => ({
    text,
    isForPerson: info === 'terminal',
    exit: Number(/exit=(\d+)/.exec(info)?.[1] ?? 0),
  }));
