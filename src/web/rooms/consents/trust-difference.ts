import type { TrustedKey, TrustList } from '../../../approval/trust-list.ts';
import { CONSENTS } from './words.ts';

/** What one version of the trust list has that the one before had not, line by line: nothing that is signed is left out. */
export function trustDifference(list: TrustList, next: TrustList): readonly string[] {
  const known = new Map(list.keys.map((key) => [key.id, key]));
  const groupsBefore = new Map(list.persons.map(({ name, groups }) => [name, groups.join(', ')]));
  return [
    ...next.keys.flatMap((key) => {
      const before = known.get(key.id);
      if (before === undefined) return [added(key)];
      return before.revokedAt === null && key.revokedAt !== null
        ? [`${CONSENTS.revokes(CONSENTS.kinds[key.kind], key.person)} (${shortened(key)})`]
        : [];
    }),
    ...next.persons.flatMap(({ name, groups }) =>
      groupsBefore.get(name) === groups.join(', ')
        ? []
        : [CONSENTS.inGroups(name, groups.length === 0 ? CONSENTS.noGroups : groups.join(', '))],
    ),
    CONSENTS.threshold(next.threshold),
  ];
}

function added(key: TrustedKey): string {
  const places = key.environments === null ? CONSENTS.everywhere : key.environments.join(', ');
  return [
    `${CONSENTS.addsKey(CONSENTS.kinds[key.kind], key.person)} (${shortened(key)})`,
    CONSENTS.signsFor(places),
    ...(key.kind === 'webauthn' ? [CONSENTS.worksAt(key.origins.join(', '))] : []),
    ...(key.custody === undefined ? [] : [CONSENTS.apart]),
  ].join(' · ');
}

const shortened = ({ id }: TrustedKey): string => id.slice('sha256:'.length, 'sha256:'.length + 16);
