/** What the list of deployments says. */
export const DEPLOYMENTS = {
  title: 'Deployments',
  more: 'Every deployment that was opened, newest first.',
  unit: 'Unit',
  environment: 'Environment',
  phase: 'Phase',
  any: 'Any',
  empty: 'Nothing was deployed yet',
  emptyMore: 'Every deployment will stand here, with who asked for it, who approved it and how it ended.',
  noMatch: 'No deployment matches that.',
  by: 'by',
  approvedBy: 'approved by',
  older: 'Show older ones',
  pruned: 'artifacts removed',
} as const;
