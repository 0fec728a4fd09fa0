const BASE_CENTS = 290;
const CENTS_PER_KILO = 120;

/** What it costs to send so many of a product; nothing where there is no parcel. */
export const parcelCents = ({ parcel }, quantity) =>
  parcel === undefined ? 0 : BASE_CENTS + Math.ceil((parcel.grams * quantity) / 1000) * CENTS_PER_KILO;
