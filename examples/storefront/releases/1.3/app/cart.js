import { parcelCents } from './parcel.js';

/** What so many of a product cost, and to send them. */
export const total = (product, quantity) => ({
  id: product.id,
  quantity,
  cents: product.cents * quantity,
  deliveryCents: parcelCents(product, quantity),
});
