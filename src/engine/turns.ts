/** Work of two kinds that must not meet: any number of the first at once, or one of the second. */
export class Turns {
  #shared = 0;
  #alone: Promise<void> | undefined;

  /** Does work of the first kind, after work of the second that is under way. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    this.#shared += 1;
    try {
      return await work();
    } finally {
      this.#shared -= 1;
    }
  }

  /** Does work of the second kind at once; undefined, without having begun, while anything else is under way. */
  async alone<T>(work: () => Promise<T>): Promise<{ readonly result: T } | undefined> {
    if (this.#shared > 0 || this.#alone !== undefined) return undefined;
    let end = (): void => undefined;
    this.#alone = new Promise((resolve) => {
      end = resolve;
    });
    try {
      return { result: await work() };
    } finally {
      this.#alone = undefined;
      end();
    }
  }
}
