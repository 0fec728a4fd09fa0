import { registryConformance } from '../conformance/registry.ts';
import { type MemoryStatements, memoryStatements } from './memory-evidence.ts';
import { emptyShelf, memoryRegistry, type RegistryShelf } from './memory-registry.ts';

const stores = new Map<string, { readonly shelf: RegistryShelf; readonly beside: MemoryStatements }>();

function storeOf(folder: string) {
  const store = stores.get(folder) ?? { shelf: emptyShelf(), beside: memoryStatements() };
  stores.set(folder, store);
  return store;
}

registryConformance('memory', {
  make: (folder) => memoryRegistry({ ...storeOf(folder), folder }),
  archive: async (name, content) => ({
    bytes: Buffer.from(JSON.stringify({ [name]: content })),
    mediaType: 'application/json',
  }),
  damage: async (folder, digest) => {
    const bytes = [...storeOf(folder).shelf.bytes].find(([known]) => known === digest)?.[1];
    bytes?.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  },
  attached: {
    statements: (folder) => storeOf(folder).beside,
    // It takes no time: either it was told to stop before, or all of it is done.
    cutShort: (folder, step) => ({
      registry: memoryRegistry({ ...storeOf(folder), folder }),
      signal: step === 1 ? AbortSignal.abort() : new AbortController().signal,
    }),
    everything: async (folder) => [...storeOf(folder).shelf.bytes.keys(), ...storeOf(folder).beside.kept()].sort(),
  },
});
