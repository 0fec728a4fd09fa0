import type { PathFault } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';
import { itemsAt, textAt, type Written } from '../yaml/written.ts';

const TAG = '{version}-{sha12}';

/** Every artifact has its own name, and nothing that can be moved names what is deployed. */
export function checkArtifacts(root: Written): readonly PathFault[] {
  const names = new Set<string>();
  return itemsAt(root, ['artifacts']).flatMap((_, index) => {
    const path = ['artifacts', index];
    const name = textAt(root, [...path, 'name']);
    const tag = textAt(root, [...path, 'tag']);
    const faults: PathFault[] = [];
    if (name !== undefined && names.has(name)) {
      const message = `two artifacts are named ${quoted(name)}`;
      const remedy = 'give each artifact a name of its own';
      faults.push({ path: [...path, 'name'], on: 'value', code: 'name-taken', message, remedy });
    }
    if (name !== undefined) names.add(name);
    if (tag !== undefined && tag !== TAG) {
      const code = tag.includes('{sha12}') ? 'not-built-yet' : 'mutable-tag';
      const message =
        code === 'mutable-tag'
          ? `${quoted(tag)} is a tag that can be moved to something else`
          : `the tag ${quoted(tag)} is not built yet`;
      faults.push({
        path: [...path, 'tag'],
        on: 'value',
        code,
        message,
        remedy: `write  tag: "${TAG}"  or take it out`,
      });
    }
    return faults;
  });
}
