import { queryOptions, useQuery } from '@tanstack/react-query';
import type { EnvironmentPlace } from '../../api/environments.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { ReportKind } from '../../report/report.ts';
import { setClock } from './clock.ts';
import { plane } from './plane.ts';

/** What is asked of the control plane, by the name under which the answer is kept. Rooms of their own may add theirs. */
export const ASKED = {
  about: queryOptions({ queryKey: ['about'], queryFn: () => plane.about() }),
  whoami: queryOptions({ queryKey: ['whoami'], queryFn: () => plane.whoami() }),
  /** The newest deployment of each unit and environment. */
  current: queryOptions({ queryKey: ['current'], queryFn: () => plane.current() }),
  deployment: (id: string) =>
    queryOptions({
      queryKey: ['deployment', id],
      queryFn: async (): Promise<DeploymentView> => {
        const view = await plane.get(id);
        setClock(view.at);
        return view;
      },
    }),
  events: (id: string) => queryOptions({ queryKey: ['events', id], queryFn: () => plane.events(id, 0, 0) }),
  evidence: (id: string) => queryOptions({ queryKey: ['evidence', id], queryFn: () => plane.evidence(id) }),
  report: (id: string, kind: ReportKind) =>
    queryOptions({ queryKey: ['report', id, kind], queryFn: () => plane.report(id, kind) }),
  logs: (id: string) =>
    queryOptions({
      queryKey: ['logs', id],
      queryFn: () => plane.logs(id, { environment: null, track: null, check: null, lines: 200 }),
    }),
  environments: queryOptions({ queryKey: ['environments'], queryFn: () => plane.environments() }),
  environment: (place: EnvironmentPlace) =>
    queryOptions({
      queryKey: ['environment', place.unit, place.environment],
      queryFn: () => plane.environment(place),
    }),
} as const;

/** The control plane itself: its version, its approvers. */
export const useAbout = () => useQuery(ASKED.about);

/** Who looks at the page. */
export const useWhoAmI = () => useQuery(ASKED.whoami);

/** The newest deployment of each unit and environment. */
export const useCurrent = () => useQuery(ASKED.current);
