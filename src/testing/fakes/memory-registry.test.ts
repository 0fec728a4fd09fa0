import { registryConformance } from '../conformance/registry.ts';
import { emptyShelf, memoryRegistry, type RegistryShelf } from './memory-registry.ts';

const shelves = new Map<string, RegistryShelf>();

function shelfOf(folder: string): RegistryShelf {
  const shelf = shelves.get(folder) ?? emptyShelf();
  shelves.set(folder, shelf);
  return shelf;
}

registryConformance('memory', {
  make: (folder) => memoryRegistry({ shelf: shelfOf(folder), folder }),
  archive: async (name, content) => ({
    bytes: Buffer.from(JSON.stringify({ [name]: content })),
    mediaType: 'application/json',
  }),
  damage: async (folder, digest) => {
    const bytes = [...shelfOf(folder).bytes].find(([known]) => known === digest)?.[1];
    bytes?.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  },
});
