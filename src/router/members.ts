import { FREE_CONNECTIONS, PatientAgent } from './patient-agent.ts';
import type { Member, Routing, Track } from './routing.ts';
import { placeOf } from './routing-shape.ts';

/** A member with its connections and the requests under way. */
export interface LiveMember {
  readonly member: Member;
  readonly host: string;
  readonly port: number;
  readonly agent: PatientAgent;
  inFlight: number;
  /** It gets no new requests. */
  isLeaving: boolean;
  /** After a failed connection others are asked first until then, in steady milliseconds. */
  avoidUntil: number;
}

/** The members of both tracks and those that leave. */
export interface LiveMembers {
  /** Takes over a routing at once. Members that are not in it any more drain. */
  apply(routing: Routing): void;
  /** The member with the fewest requests under way, in turn where several have; undefined when there is no (other) one. */
  pick(track: Track, now: number, except?: LiveMember): LiveMember | undefined;
  enter(live: LiveMember): void;
  leave(live: LiveMember): void;
  draining(): readonly (Member & { readonly inFlight: number })[];
  /** Ends every connection. */
  cut(): void;
}

/** Keeps members' connections; `silence` is how long one may stay silent while a request is under way, in milliseconds. */
export function liveMembers(silence: number): LiveMembers {
  let tracks: Record<Track, LiveMember[]> = { stable: [], candidate: [] };
  const turn: Record<Track, number> = { stable: 0, candidate: 0 };
  const leaving = new Set<LiveMember>();

  const all = (): LiveMember[] => [...tracks.stable, ...tracks.candidate, ...leaving];
  const drop = (live: LiveMember): void => {
    leaving.delete(live);
    live.agent.destroy();
  };

  return {
    apply: (routing) => {
      const before = all();
      const take = (member: Member): LiveMember => {
        const known = before.find(({ member: { id, address } }) => id === member.id && address === member.address);
        if (known === undefined) return connectable(member, silence);
        known.isLeaving = false;
        known.agent.maxFreeSockets = FREE_CONNECTIONS;
        return known;
      };
      tracks = { stable: routing.stable.map(take), candidate: routing.candidate.map(take) };
      const staying = new Set([...tracks.stable, ...tracks.candidate]);
      leaving.clear();
      for (const live of before) {
        if (staying.has(live)) continue;
        live.isLeaving = true;
        live.agent.maxFreeSockets = 0;
        live.agent.closeIdle();
        leaving.add(live);
        if (live.inFlight === 0) drop(live);
      }
    },
    pick: (track, now, except) => {
      const members = tracks[track];
      const start = turn[track]++;
      let best: LiveMember | undefined;
      let last: LiveMember | undefined;
      for (let step = 0; step < members.length; step++) {
        const live = members[(start + step) % members.length];
        if (live === undefined || live === except) continue;
        if (live.avoidUntil > now) last ??= live;
        else if (best === undefined || live.inFlight < best.inFlight) best = live;
      }
      return best ?? last;
    },
    enter: (live) => {
      live.inFlight++;
    },
    leave: (live) => {
      live.inFlight--;
      if (live.isLeaving && live.inFlight === 0) drop(live);
    },
    draining: () => [...leaving].map(({ member, inFlight }) => ({ ...member, inFlight })),
    cut: () => {
      for (const live of all()) live.agent.destroy();
    },
  };
}

function connectable(member: Member, silence: number): LiveMember {
  const place = placeOf(member.address) ?? { host: '', port: 0 };
  const agent = new PatientAgent(silence);
  return { member, ...place, agent, inFlight: 0, isLeaving: false, avoidUntil: 0 };
}
