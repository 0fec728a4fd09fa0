import type { BuiltArtifact } from '../../../../ports/artifact-builder.ts';
import type { ImagePlace, Registry } from '../../../../ports/registry.ts';

/** An image that was built here and lies in a registry, and in a folder of images. */
export interface StoredImage {
  /** `host:port` of the registry. */
  readonly host: string;
  readonly reference: string;
  place(): ImagePlace;
  /** Of an image that the registry does not have. */
  missingPlace(): ImagePlace;
  localPlace(): ImagePlace;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const UNIT = 'storefront';

/** Where one image lies. */
interface Stored {
  readonly registry: Registry;
  readonly digest: string;
}

/** Stores an image in a registry which is a process of its own, and in a folder of images. */
export async function stored(
  built: BuiltArtifact,
  server: Pick<StoredImage, 'kill' | 'start' | 'stop'> & { readonly url: string },
  there: Registry,
  here: Registry,
): Promise<StoredImage> {
  const pushedTo = async (registry: Registry): Promise<Stored> => {
    const effect = { id: 'push/1', epoch: 1, signal: new AbortController().signal };
    const { digest } = await registry.push(built, UNIT, '1.0.0-c0ffee', effect);
    return { registry, digest };
  };
  const [far, near] = [await pushedTo(there), await pushedTo(here)];
  const placeOf = ({ registry, digest }: Stored): ImagePlace => {
    const place = registry.image?.(UNIT, digest);
    if (place === undefined) throw new Error('no engine can have images from here');
    return place;
  };
  return {
    host: new URL(server.url).host,
    reference: placeOf(far).reference,
    place: () => placeOf(far),
    missingPlace: () => placeOf({ ...far, digest: `sha256:${'0'.repeat(64)}` }),
    localPlace: () => placeOf(near),
    ...{ kill: server.kill, start: server.start, stop: server.stop },
  };
}
