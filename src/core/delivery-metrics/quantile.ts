/** The value below which a share of rising values lies, between two of them where it falls so; null of none. */
export function shareAt(rising: readonly number[], share: number): number | null {
  const place = (rising.length - 1) * Math.min(1, Math.max(0, share));
  const [below, above] = [rising[Math.floor(place)], rising[Math.ceil(place)]];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (place - Math.floor(place));
}
