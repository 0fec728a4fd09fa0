export { prometheusAlerts } from './alerts.ts';
export { prometheusCounts } from './counts.ts';
export { prometheusValues } from './values.ts';
