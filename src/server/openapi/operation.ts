import type { z } from 'zod';
import type { ControlPlane } from '../../api/control-plane.ts';
import type { RouteName } from '../../core/authorisation/route-table.ts';
import type { FrontDoor } from '../front-door.ts';

/** A route of the API, by its row in the table. */
export type ApiRoute = Extract<RouteName, `${string} /api/v1/${string}`>;

/** What answers: its name is the operation's, and its return type the answer's shape. */
export type Answering = keyof ControlPlane | keyof FrontDoor;

/** A value of the query. */
export interface QueryValue {
  readonly schema: z.ZodType;
  readonly what: string;
  readonly required?: true;
}

/** What the API's description says of one route. Who may ask stands in the table of routes. */
export interface Operation {
  readonly answers: Answering;
  /** One line, as a person would ask for it. */
  readonly summary: string;
  readonly more?: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: z.ZodType;
  /** It can also be asked for as a stream of events. */
  readonly streams?: true;
}

/** Some of the routes with what is said of them. */
export type Operations<Route extends ApiRoute> = Readonly<Record<Route, Operation>>;
