/** Where a secret is read at the moment it is needed. Its value never enters a plan, a log or a message. */
export interface SecretReference {
  readonly from: 'env' | 'file';
  readonly name: string;
}

const VARIABLE = /^env:([A-Za-z_][A-Za-z0-9_]*)$/;
const FILE = /^file:(\/[^\0\n]+)$/;

/** Reads `env:NAME` or `file:/PATH`. Anything else is undefined. */
export function parseSecretReference(text: string): SecretReference | undefined {
  const variable = VARIABLE.exec(text)?.[1];
  if (variable !== undefined) return { from: 'env', name: variable };
  const path = FILE.exec(text)?.[1];
  return path === undefined ? undefined : { from: 'file', name: path };
}

/** Writes a reference as it stands in a configuration. */
export const secretReferenceText = ({ from, name }: SecretReference): string => `${from}:${name}`;

/** What is wrong with a text that is no reference. It may be the secret itself, so it is not repeated. */
export const NO_REFERENCE = {
  code: 'secret',
  message: 'this names neither a variable nor a file',
  remedy: 'write  secret: env:NAME  or  secret: file:/PATH',
};
