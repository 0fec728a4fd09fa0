import { parcelCents } from './parcel.js';

/** What a list shows of a product. */
export const summary = ({ id, name, cents }) => ({ id, name, cents });

/** What a product's own page shows. */
export const describe = (product) => {
  const { id, name, shelf, cents, parcel } = product;
  const delivery = parcel === undefined ? 'by mail, at once' : 'by parcel, in two days';
  return { id, name, shelf, cents, delivery, deliveryCents: parcelCents(product, 1) };
};
