/** Visits a site as a browser would: the page, and all that it refers to there. Gives the page, and what was missing. */
export async function visit(address) {
  const answer = await fetch(address);
  const page = await answer.text();
  if (!answer.ok) return { page, missing: [address] };
  const base = new URL(/<base href="([^"]*)"/.exec(page)?.[1] ?? '', address);
  const missing = [];
  for (const [, link] of page.matchAll(/<(?:a|link|script|img)\b[^>]* (?:href|src)="([^"]*)"/g)) {
    const at = new URL(link, base);
    if (at.origin !== base.origin) continue;
    const part = await fetch(at);
    await part.arrayBuffer();
    if (!part.ok) missing.push(at.href);
  }
  return { page, missing };
}
