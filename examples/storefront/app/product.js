/** What a list shows of a product. */
export const summary = ({ id, name, cents }) => ({ id, name, cents });

/** What a product's own page shows. */
export const describe = ({ id, name, shelf, cents }) => ({ id, name, shelf, cents });
