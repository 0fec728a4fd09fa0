import { useEffect, useState } from 'react';
import { canonical } from '../../../core/plan/canonical.ts';
import { digestOf } from '../../access/bytes.ts';

/** The digest of a document as it is shown; null until it is computed, and where there is none. */
export function useDigest(document: unknown): string | null {
  const [digest, setDigest] = useState<string | null>(null);
  const text = document == null ? null : canonical(document);
  useEffect(() => {
    let isMeant = true;
    setDigest(null);
    if (text !== null) void digestOf(text).then((found) => isMeant && setDigest(found));
    return () => {
      isMeant = false;
    };
  }, [text]);
  return digest;
}
