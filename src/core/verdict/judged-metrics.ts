/** The metrics that a gate or trigger may be judged on today. Others parse, and are refused when a plan is made. */
export const JUDGED_METRICS: readonly string[] = ['error_rate', 'success_rate'];
