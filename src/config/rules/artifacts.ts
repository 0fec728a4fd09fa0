import type { PathFault } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';
import { itemsAt, textAt, type Written } from '../yaml/written.ts';
import { checkKeysOfType, type TypedBlock } from './keys-of-type.ts';

const TAG = '{version}-{sha12}';

/** Which keys go with which type of artifact. */
const ARTIFACT: TypedBlock = {
  kind: 'artifact',
  fallback: '',
  types: {
    files: { keys: ['path', 'run', 'sbom'], needs: [['path', 'write  path: dist']] },
    container: { keys: ['build', 'image', 'sbom'] },
    function: {
      keys: ['path', 'run', 'handler', 'runtime', 'sbom'],
      needs: [
        ['path', 'write  path: dist'],
        ['handler', 'write  handler: index.handler  in the words of who runs it'],
      ],
    },
    iac: {
      keys: ['path', 'run', 'plan'],
      needs: [
        ['path', 'write  path: infra'],
        ['run', 'write  run: COMMAND  that makes the plan'],
        ['plan', 'write  plan: plans  where that command leaves it'],
      ],
    },
  },
};

/** Every artifact has its own name, and nothing that can be moved names what is deployed. */
export function checkArtifacts(root: Written): readonly PathFault[] {
  const names = new Set<string>();
  return itemsAt(root, ['artifacts']).flatMap((_, index) => {
    const path = ['artifacts', index];
    const name = textAt(root, [...path, 'name']);
    const tag = textAt(root, [...path, 'tag']);
    const faults: PathFault[] = [...checkKeysOfType(root, path, ARTIFACT)];
    if (name !== undefined && names.has(name)) {
      const message = `two artifacts are named ${quoted(name)}`;
      const remedy = 'give each artifact a name of its own';
      faults.push({ path: [...path, 'name'], on: 'value', code: 'name-taken', message, remedy });
    }
    if (name !== undefined) names.add(name);
    if (textAt(root, [...path, 'image']) !== undefined && textAt(root, ['registry', 'type']) !== 'oci') {
      const message = 'image names a repository of an oci registry, and this unit has none';
      const remedy = 'take it out, or write  registry: { type: oci, url: registry.acme.test }';
      faults.push({ path: [...path, 'image'], on: 'key', code: 'image-without-registry', message, remedy });
    }
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
