/** What each colour of a chart is for, light and dark; every one also differs from the others by form. */
const COLOURS = {
  candidate: ['#1858b8', '#8ab8ff'],
  stable: ['#5b6470', '#a9b3c0'],
  limit: ['#b3261e', '#ff9a91'],
  hold: ['#8a5a00', '#e6b450'],
  mark: ['#3c4450', '#c3cbd6'],
  ink: ['#1b1f24', '#e6e9ee'],
  faint: ['#59636f', '#a3adba'],
  grid: ['#e1e5ea', '#2f3742'],
  paper: ['#ffffff', '#14181d'],
} as const;

/** The name of a colour. */
export type ChartColour = keyof typeof COLOURS;

/** A colour as an attribute has it: set by whoever shows the chart, else the light one. */
export const colour = (name: ChartColour): string => `var(--chart-${name}, ${COLOURS[name][0]})`;

const declared = (of: 0 | 1): string =>
  Object.entries(COLOURS)
    .map(([name, pair]) => `--chart-${name}:${pair[of]}`)
    .join(';');

/** The colours as a stylesheet has them: dark where the reader's system is, light on paper. */
export const CHART_STYLE = [
  `:root{${declared(0)}}`,
  `@media (prefers-color-scheme: dark){:root{${declared(1)}}}`,
  `@media print{:root{${declared(0)}}}`,
].join('\n');
