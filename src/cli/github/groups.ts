import { chapterOf } from '../../api/shown/passage.ts';
import type { PlainLine } from '../live/plain-view.ts';
import { beginGroup, defused, END_GROUP } from './workflow-command.ts';

/** Puts the lines of a deployment into a group for each phase. What went wrong stands outside of them: a reader folds groups. */
export class Groups {
  #open: string | null = null;

  /** What to print for a line. */
  lines({ text, phase, isBad }: PlainLine): readonly string[] {
    const title = chapterOf(phase as Parameters<typeof chapterOf>[0]) ?? null;
    const before = isBad || title !== this.#open ? this.end() : [];
    if (isBad || title === null || title === this.#open) return [...before, defused(text)];
    this.#open = title;
    return [...before, beginGroup(title), defused(text)];
  }

  /** What ends the group that is open. */
  end(): readonly string[] {
    if (this.#open === null) return [];
    this.#open = null;
    return [END_GROUP];
  }
}
