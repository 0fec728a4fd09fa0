/** As much of a key's or a change's id as people type. */
export const shortKey = (id: string): string => id.slice(0, 'sha256:'.length + 12);

/** The one id that is meant by itself or by its beginning; null where there is none or more than one. */
export function idMeant(named: string, ids: readonly string[]): string | null {
  const wanted = named.startsWith('sha256:') ? named : `sha256:${named}`;
  if (wanted.length < 'sha256:'.length + 6) return null;
  const found = ids.filter((id) => id.startsWith(wanted));
  return found.length === 1 ? (found[0] ?? null) : null;
}
