/** SHA-256 of a text as `sha256:` and hexadecimal digits; computed outside. */
export type Sha256 = (text: string) => string;

const hex = (sha256: Sha256, text: string, digits: number): string =>
  sha256(text).replace('sha256:', '').slice(0, digits);

/** The trace of a deployment: 32 hexadecimal digits that follow from its id. */
export const traceIdOf = (sha256: Sha256, deployment: string): string =>
  hex(sha256, `plimsoll/trace/v1 ${deployment}`, 32);

/** The span of an effect, or of the whole deployment by its id: 16 hexadecimal digits that follow from that. */
export const spanIdOf = (sha256: Sha256, name: string): string => hex(sha256, `plimsoll/span/v1 ${name}`, 16);

/** What is handed on to a check, so that its own spans become children of the effect that ran it. */
export const traceParent = (sha256: Sha256, deployment: string, effect: string): string =>
  `00-${traceIdOf(sha256, deployment)}-${spanIdOf(sha256, effect)}-01`;
