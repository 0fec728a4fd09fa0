const BASE_CENTS = 290;
const CENTS_PER_KILO = 120;

/** What it costs to send so many of a product. */
export const parcelCents = ({ parcel }, quantity) =>
  BASE_CENTS + Math.ceil((parcel.grams * quantity) / 1000) * CENTS_PER_KILO;
