/** A JSON Schema, or any other part of an OpenAPI document. */
export type Part = Readonly<Record<string, unknown>>;
