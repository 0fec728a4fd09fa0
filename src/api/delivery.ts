import type { DeliveryMetrics } from '../core/delivery-metrics/delivery-metrics.ts';

/** Of which deployments delivery is measured, and when; null is any unit, any environment. */
export interface DeliveryRequest {
  readonly unit: string | null;
  readonly environment: string | null;
  /** So many days up to now. */
  readonly days: number;
}

/** How software was delivered: times in milliseconds, moments as milliseconds since 1970. */
export interface DeliveryView extends DeliveryMetrics {
  readonly from: string;
  readonly to: string;
  /** Every unit and environment that anything was deployed to, to choose from. */
  readonly places: readonly { readonly unit: string; readonly environment: string }[];
}

/** The most days that are looked back. */
export const MOST_DAYS_BACK = 366;
