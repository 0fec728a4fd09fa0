/** Names one deployment: `dep_` and a sortable unique part made outside the core. */
export type DeploymentId = string & { readonly __id: 'deployment' };

/** Names one release: the artifacts and config snapshots that travel together. */
export type ReleaseId = string & { readonly __id: 'release' };

/** Names one effect for ever: `<deployment>/<phase>/<what>/<attempt>`. A driver treats a repeated id as already done. */
export type EffectId = string & { readonly __id: 'effect' };

/** `sha256:` and 64 hexadecimal digits, computed outside the core. */
export type Digest = string & { readonly __id: 'digest' };

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Whether a text has the form of a digest. */
export const isDigest = (text: string): text is Digest => DIGEST.test(text);

const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** Whether a text may name a unit, an environment, an artifact or a window. */
export const isName = (text: string): boolean => NAME.test(text);
