import type { GitLook } from './repository.ts';
import type { StartCommand } from './start-command.ts';

/** How the packages that the unit needs get into a release. */
export type Packages = 'none' | 'npm-lock' | 'npm-without-lock' | 'other';

/** What was found in a folder. */
export interface Detected {
  /** A name that a unit may have, from package.json or from the folder. */
  readonly unit: string;
  readonly version: string | null;
  readonly start: StartCommand | null;
  /** The file of the server that was read; null when none was. */
  readonly server: string | null;
  /** The path that answers for the instance's health, if the server file names one. */
  readonly healthPath: string | null;
  /** False when the server file was read and says nothing of PORT. */
  readonly readsPort: boolean;
  readonly hasBuild: boolean;
  readonly hasTest: boolean;
  /** The script that is a smoke check, if there is one. */
  readonly smokeScript: string | null;
  readonly packages: Packages;
  readonly hasDevelopmentPackages: boolean;
  readonly manifest: 'read' | 'none' | 'unreadable';
  readonly dockerfile: boolean;
  readonly git: GitLook;
  /** A `.github` folder, or a remote at GitHub. */
  readonly github: boolean;
}
