import { forgetImage, type UsedEngine } from '../drivers/target/container/forget-images.ts';
import type { ImagePlace, Registry } from '../ports/registry.ts';

/** Where the images of one unit are, in registries and in engines. */
interface Images {
  places(digest: string): readonly ImagePlace[];
  engines(): readonly UsedEngine[];
  warn(message: string): void;
}

/** A registry that, when an artifact is removed from it, has the engines that ran its image forget it too. What may go is decided before. */
export function forgetting(registry: Registry, { places, engines, warn }: Images): Registry {
  const { remove } = registry;
  if (remove === undefined) return registry;
  return {
    ...registry,
    remove: async (unit, digest, effect) => {
      // First: by what name the engine has it is known only while it is stored.
      for (const engine of engines()) {
        for (const place of places(digest)) {
          const left = await forgetImage(engine, place, effect.signal);
          if (left !== null) warn(left);
        }
      }
      return remove(unit, digest, effect);
    },
  };
}
