const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const PLAIN_BARS = ['_', '.', '-', '=', '+', '*', '%', '#'];
/** Nothing was measured there. */
const GAP = '·';
const PLAIN_GAP = ' ';

/** What a sparkline is drawn from. */
export interface Curve {
  /** One value for each piece of the stage, oldest first; null: nothing was measured. */
  readonly values: readonly (number | null)[];
  readonly pieceSeconds: number;
  /** The whole stage: what is still ahead stays empty. */
  readonly stageSeconds: number;
  /** Is always inside the picture, so that a height means the same from frame to frame. */
  readonly limit: number | null;
}

/** A curve in so many cells that span the whole stage. The limit is scaled in: what is above it stands in the two highest bars. */
export function sparkline(curve: Curve, cells: number, ascii = false): string {
  const { values, pieceSeconds, stageSeconds } = curve;
  const perCell = Math.max(stageSeconds, values.length * pieceSeconds, 1) / cells;
  const shown = Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * perCell) / pieceSeconds);
    const to = Math.max(from + 1, Math.ceil(((cell + 1) * perCell) / pieceSeconds));
    return from >= values.length ? undefined : meanOf(values.slice(from, to));
  });
  const known = shown.flatMap((value) => (value === undefined || value === null ? [] : [value]));
  const [bars, gap] = ascii ? [PLAIN_BARS, PLAIN_GAP] : [BARS, GAP];
  const { low, high } = scaleOf(known, curve.limit);
  return shown
    .map((value) => {
      if (value === undefined) return ' ';
      if (value === null) return gap;
      const part = high === low ? 0 : (value - low) / (high - low);
      return bars[Math.min(bars.length - 1, Math.max(0, Math.floor(part * bars.length)))];
    })
    .join('');
}

// The limit lies at three quarters of the height, unless values beyond it need more room.
function scaleOf(known: readonly number[], limit: number | null): { readonly low: number; readonly high: number } {
  const least = Math.min(...known, limit ?? Number.POSITIVE_INFINITY);
  const most = Math.max(...known, limit ?? Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(least) || !Number.isFinite(most)) return { low: 0, high: 1 };
  // A rate begins at nothing. A value far from nothing, such as a success rate, would be a flat line from there.
  const low = least > 0 && least > most * 0.8 ? least - (most - least) : 0;
  return { low, high: Math.max(most, limit === null ? most : low + (limit - low) / 0.75) };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** How far something is, in so many cells: ━━━━╸────. */
export function progressBar(part: number, cells: number): string {
  const done = Math.round(Math.min(1, Math.max(0, part)) * cells);
  if (done >= cells) return '━'.repeat(cells);
  return `${'━'.repeat(Math.max(0, done - 1))}${done === 0 ? '' : '╸'}${'─'.repeat(cells - done)}`;
}
