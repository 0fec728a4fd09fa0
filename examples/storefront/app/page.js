const STYLE = `
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
  h1 { font-weight: 600; }
  ul { display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); list-style: none; padding: 0; }
  a { border: 1px solid #8886; border-radius: 0.5rem; color: inherit; display: flex; gap: 1rem; justify-content: space-between;
      padding: 0.75rem; text-decoration: none; }
  a:hover, a:focus-visible { border-color: currentColor; }
  footer { margin-top: 2rem; opacity: 0.75; }
`;

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const price = (cents) => `€ ${(cents / 100).toFixed(2)}`;
const line = ({ id, name, cents }) =>
  `<li><a href="/products/${id}"><span>${escaped(name)}</span><span>${price(cents)}</span></a></li>`;

/** The shop's front page. */
export const page = (products, version) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Storefront</title>
<style>${STYLE}</style>
<h1>Ship's stores</h1>
<ul>
${products.map(line).join('\n')}
</ul>
<footer>storefront ${escaped(version)} · ${products.length} things in stock</footer>
</html>
`;
