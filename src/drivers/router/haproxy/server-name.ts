import type { Track } from '../../../core/unit/environment.ts';

// What HAProxy takes in a name without a thought, less the signs that mean something here.
const PLAIN = /[A-Za-z0-9-]/;

/** What stands behind the track in a name of ours: the id as it is written, and a number. */
const OURS = /^([A-Za-z0-9_-]+)(?:\.\d+)?$/;

/**
 * The name of a member's server: `stable-` or `candidate-`, its id, and from the second on a number. The same instance at another
 * address is another server: whoever is on his way to the first must not be sent to the second.
 */
export function serverName(track: Track, id: string, nth = 1): string {
  const written = [...Buffer.from(id, 'utf8')].map((byte) => {
    const sign = String.fromCharCode(byte);
    return PLAIN.test(sign) ? sign : `_${byte.toString(16).padStart(2, '0')}`;
  });
  return `${track}-${written.join('')}${nth === 1 ? '' : `.${nth}`}`;
}

/** The member that a server stands for; a server that somebody else named is known by its name. */
export function memberIdOf(name: string, track: Track): string {
  const prefix = `${track}-`;
  const [, written] = name.startsWith(prefix) ? (OURS.exec(name.slice(prefix.length)) ?? []) : [];
  if (written === undefined || /_(?![0-9a-f]{2})/.test(written)) return name;
  const bytes = written.replace(/_([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
