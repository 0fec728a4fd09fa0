/** What is said around a chart. */
export const CANARY = {
  read: (title: string) => `Read ${title}, moment by moment`,
  hint: 'Point at the chart, or read it with the arrow keys.',
  difference: 'Difference to stable',
  table: 'As a table',
  title: 'Since the rollout began',
  none: 'A chart for each gate appears when the first request to the new release was judged.',
  noPoint: 'nothing measured yet',
} as const;
