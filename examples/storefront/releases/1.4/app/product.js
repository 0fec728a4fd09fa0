/** What a list shows of a product. */
export const summary = ({ id, name, cents }) => ({ id, name, cents });

/** What a product's own page shows. */
export const describe = ({ id, name, shelf, cents, parcel }) => ({
  id,
  name,
  shelf,
  cents,
  delivery: parcel === undefined ? 'by mail, at once' : 'by parcel, in two days',
});
