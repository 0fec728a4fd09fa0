import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ProblemError } from '../../api/problem.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/storefront/', import.meta.url));
const PARTS = ['app', 'tests', 'package.json', 'plimsoll.yaml', 'README.md'];

/** A git repository of the storefront example, one tagged commit per release. */
export class ShopRepository {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** Makes the repository with the first release in it. */
  static async create(dir: string): Promise<ShopRepository> {
    await mkdir(dir, { recursive: true });
    for (const part of PARTS) await cp(join(EXAMPLE, part), join(dir, part), { recursive: true });
    const repository = new ShopRepository(dir);
    await repository.#git('init', '--quiet', '--initial-branch=main');
    await repository.#commit('1.0', 'Open the shop');
    return repository;
  }

  /** Lays a later release's files over what is there and commits them. */
  async release(version: string, message: string): Promise<void> {
    await cp(join(EXAMPLE, 'releases', version), this.dir, { recursive: true });
    await this.#commit(version, message);
  }

  /** Goes back to what the first release and one later release were, under a new number, and commits that. */
  async again(release: string, version: string, message: string): Promise<void> {
    await cp(join(EXAMPLE, 'app'), join(this.dir, 'app'), { recursive: true });
    await cp(join(EXAMPLE, 'releases', release), this.dir, { recursive: true });
    for (const file of [join(this.dir, 'package.json'), join(this.dir, 'app', 'package.json')]) {
      await writeFile(file, (await readFile(file, 'utf8')).replace(`"${release}.0"`, `"${version}.0"`));
    }
    await this.#commit(version, message);
  }

  /** Changes the unit's configuration; the next release brings it along. */
  async configure(change: (text: string) => string): Promise<void> {
    const file = join(this.dir, 'plimsoll.yaml');
    await writeFile(file, change(await readFile(file, 'utf8')));
  }

  async #commit(version: string, message: string): Promise<void> {
    await this.#git('add', '--all');
    await this.#git('commit', '--quiet', '--message', message);
    await this.#git('tag', `v${version}.0`);
  }

  // The demo's commits are its own: no setting of the user's git may stop or sign them.
  async #git(...args: readonly string[]): Promise<void> {
    const identity = [
      '-c',
      'user.name=Demo',
      '-c',
      'user.email=demo@localhost',
      '-c',
      'commit.gpgsign=false',
      '-c',
      'tag.gpgsign=false',
    ];
    try {
      await execa('git', [...identity, '-C', this.dir, ...args]);
    } catch (error) {
      const isMissing = (error as { code?: string }).code === 'ENOENT';
      const message = isMissing ? 'git was not found' : `git ${args[0]} failed: ${(error as Error).message}`;
      throw new ProblemError('refused', [{ code: 'git-missing', message, remedy: 'Install git, then run it again' }]);
    }
  }
}
