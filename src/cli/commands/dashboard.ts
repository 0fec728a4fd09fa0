import { alertRulesText } from '../../dashboard/alert-rules.ts';
import { fleetDashboard } from '../../dashboard/fleet.ts';
import { unitDashboard } from '../../dashboard/unit.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** Prints a dashboard or the alert rules, as their programs import them. It asks nobody. */
export async function dashboard(name: 'fleet' | 'unit' | 'alerts'): Promise<Outcome> {
  if (name === 'alerts') {
    const rules = alertRulesText();
    return { exit: EXIT.good, text: rules.trimEnd(), data: { rules } };
  }
  const made = name === 'fleet' ? fleetDashboard() : unitDashboard();
  return { exit: EXIT.good, text: JSON.stringify(made, null, 2), data: { dashboard: made } };
}
