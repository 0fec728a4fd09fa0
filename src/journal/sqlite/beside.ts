import Database from 'libsql/promise';

/** A connection of its own to a database whose statements run on another thread, beside whatever this one does meanwhile. */
export class Beside {
  readonly #db: Database;
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#db = new Database(file, {});
  }

  /** Runs statements, after those that were begun before, and gives the rows of a question asked when they are through. */
  ask(statements: string, question: string): Promise<readonly unknown[]> {
    const rows = this.#last.then(async () => {
      await this.#db.exec(statements);
      return (await this.#db.prepare(question)).all();
    });
    // Whoever gave up asks for nothing more: what failed then is nobody's answer.
    this.#last = rows.catch(() => undefined);
    return rows;
  }

  /** Closes it. What still runs is broken off. */
  async close(): Promise<void> {
    this.#db.interrupt();
    await this.#last;
    this.#db.close();
  }
}
