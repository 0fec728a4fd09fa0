import { readFileSync } from 'node:fs';

/** All that the shop sells. What is downloaded or handed over as a code has no parcel. */
export const products = JSON.parse(readFileSync(new URL('catalogue.json', import.meta.url), 'utf8'));

const byId = new Map(products.map((product) => [product.id, product]));

/** The product with this number, if there is one. */
export const findProduct = (id) => byId.get(id);
