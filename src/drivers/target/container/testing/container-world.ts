import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../../../core/kernel/duration.ts';
import type { Instance } from '../../../../ports/target.ts';
import { type ContainerTargetOptions, containerTarget } from '../index.ts';
import { nameOf } from './instances.ts';
import { nodeContext } from './node-image.ts';
import { type RealPodman, realPodman } from './real-podman.ts';
import { SERVICE } from './service.ts';
import type { StoredImage } from './stored-image.ts';

/** A Podman, and the image of a service in a registry: what the target of containers is tried with. */
export class ContainerWorld {
  readonly #stored: (dir: string, context: string) => Promise<StoredImage>;
  #podman: RealPodman | undefined;
  #image: StoredImage | undefined;
  /** A folder for what belongs to no single test. */
  root = '';

  /** Made by a way to build the image of a context and to store it, once there is a Podman. */
  constructor(stored: (dir: string, context: string) => Promise<StoredImage>) {
    this.#stored = stored;
  }

  readonly start = async (): Promise<void> => {
    this.root = await mkdtemp(join(tmpdir(), 'plimsoll-containers-'));
    const files = { 'service.mjs': SERVICE };
    const context = await nodeContext(join(this.root, 'source'), files, ['node', 'service.mjs']);
    this.#podman = await realPodman();
    Object.assign(process.env, this.podman.env);
    this.#image = await this.#stored(this.root, context);
    await this.podman.trust(this.image.host);
  };

  readonly stop = async (): Promise<void> => {
    await this.#podman?.stop();
    await this.#image?.stop();
    await rm(this.root, { recursive: true, force: true });
  };

  get podman(): RealPodman {
    if (this.#podman === undefined) throw new Error('no Podman was started');
    return this.#podman;
  }

  get image(): StoredImage {
    if (this.#image === undefined) throw new Error('no image was stored');
    return this.#image;
  }

  /** A target with its state in a folder, as a control plane that begins now has it. */
  readonly targetIn = (dir: string, options: Partial<ContainerTargetOptions> = {}) =>
    containerTarget({
      ...{ dir, unit: 'storefront', environment: 'staging' },
      images: () => [this.image.place()],
      materialize: async () => this.root,
      deadline: milliseconds(60_000),
      ...options,
    });

  /** What the engine says of the container of an instance. */
  readonly inspected = (instance: Pick<Instance, 'id'>, format: string): Promise<string> =>
    this.podman.run('inspect', '--format', format, nameOf(instance));

  /** Kills an instance, and waits until it has ended. */
  readonly crash = async (instance: Pick<Instance, 'id'>): Promise<void> => {
    await this.podman.run('kill', '--signal', 'KILL', nameOf(instance));
    const isRunning = () => this.inspected(instance, '{{.State.Running}}').catch(() => 'not said');
    while ((await isRunning()) !== 'false') await pause(20);
  };

  /** Removes the container of an instance, as a person may. */
  readonly remove = (instance: Pick<Instance, 'id'>): Promise<string> =>
    this.podman.run('rm', '--force', '--time', '0', nameOf(instance));

  /** Removes all containers, whatever state a test left them in. */
  readonly endAll = (): Promise<string> => this.podman.run('rm', '--all', '--force', '--time', '0');
}
