/** What so many of a product cost. */
export const total = (product, quantity) => ({ id: product.id, quantity, cents: product.cents * quantity });
