import { type ComponentType, lazy } from 'react';
import { ROOM_NAMES } from '../words.ts';

/** One room of the page: where it is, and what is in it. Its script is loaded when somebody enters. */
interface Room {
  readonly path: string;
  readonly room: ComponentType;
}

const room = (path: string, load: () => Promise<{ readonly default: ComponentType }>): Room => ({
  path,
  room: lazy(load),
});

/** Every room there is. The first path that fits is taken. */
export const ROOMS: readonly Room[] = [
  room('/', () => import('../rooms/overview/room.tsx')),
  room('/deployments', () => import('../rooms/deployments/room.tsx')),
  room('/d/:id/approve', () => import('../rooms/approval/room.tsx')),
  room('/d/:id/:tab?', () => import('../rooms/deployment/room.tsx')),
  room('/environments', () => import('../rooms/environments/room.tsx')),
  room('/e/:unit/:environment', () => import('../rooms/environment/room.tsx')),
  room('/blackouts', () => import('../rooms/blackouts/room.tsx')),
  room('/incidents', () => import('../rooms/incidents/room.tsx')),
  room('/delivery', () => import('../rooms/delivery/room.tsx')),
  room('/consents', () => import('../rooms/consents/room.tsx')),
  room('/audit', () => import('../rooms/audit/room.tsx')),
  room('/settings', () => import('../rooms/settings/room.tsx')),
];

/** The rooms that the menu leads to, in its order. */
export const MENU: readonly (readonly [path: string, name: string])[] = [
  ['/', ROOM_NAMES.overview],
  ['/deployments', ROOM_NAMES.deployments],
  ['/environments', ROOM_NAMES.environments],
  ['/blackouts', ROOM_NAMES.blackouts],
  ['/incidents', ROOM_NAMES.incidents],
  ['/delivery', ROOM_NAMES.delivery],
  ['/consents', ROOM_NAMES.consents],
  ['/audit', ROOM_NAMES.audit],
  ['/settings', ROOM_NAMES.settings],
];
