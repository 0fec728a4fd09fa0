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

/** Where one image lies. */
interface Stored {
  readonly registry: Registry;
  readonly unit: string;
  readonly digest: string;
}

/** An image that lies in a registry which is a process of its own, and in a folder of images. */
export function storedAs(
  server: Pick<StoredImage, 'kill' | 'start' | 'stop'> & { readonly url: string },
  there: Stored,
  here: Stored,
): StoredImage {
  const placeOf = ({ registry, unit, digest }: Stored): ImagePlace => {
    const place = registry.image?.(unit, digest);
    if (place === undefined) throw new Error('no engine can have images from here');
    return place;
  };
  return {
    host: new URL(server.url).host,
    reference: placeOf(there).reference,
    place: () => placeOf(there),
    missingPlace: () => placeOf({ ...there, digest: `sha256:${'0'.repeat(64)}` }),
    localPlace: () => placeOf(here),
    ...{ kill: server.kill, start: server.start, stop: server.stop },
  };
}
