/** So many cookies of one name are looked at; a browser sends one. */
const MOST_OF_ONE_NAME = 8;

/**
 * The cookie that is one half of a page's session. Its name has the port, since cookies are shared by all ports of a host. Only
 * our own origin's requests carry it along, no script reads it, and over TLS nothing without TLS can set it.
 */
export class SessionCookie {
  readonly #name: string;
  readonly #rules: string;

  constructor(origin: string) {
    const { protocol, port } = new URL(origin);
    const isSecure = protocol === 'https:';
    this.#name = isSecure ? `__Host-plimsoll-${port || 443}` : `plimsoll-${port || 80}`;
    this.#rules = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  }

  /** The header that gives a browser its half. */
  given(half: string, seconds: number): string {
    return `${this.#name}=${half}; ${this.#rules}; Max-Age=${seconds}`;
  }

  /** The header that has a browser forget it. */
  forgotten(): string {
    return `${this.#name}=; ${this.#rules}; Max-Age=0`;
  }

  /** What a request carries under our name; more than one where something else on this host has set some too. */
  halvesIn(request: Request): readonly string[] {
    const ours = `${this.#name}=`;
    return (request.headers.get('cookie') ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .flatMap((pair) => (pair.startsWith(ours) ? [pair.slice(ours.length)] : []))
      .slice(0, MOST_OF_ONE_NAME);
  }
}
