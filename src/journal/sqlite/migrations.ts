/** One step of the journal's tables. Its number is the `user_version` that it leaves. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/*
 * Strings and not .sql files: the compiler copies no other files, and the same module must be found from src and from dist.
 * Tables keep their row ids and their names stand in an index too, so that a damaged byte in either shows against the other.
 */

/** All steps, in order. One that has shipped never changes; a change is a new step. */
export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: '001-entries-requests-nonces',
    sql: `
      CREATE TABLE entries (
        seq           INTEGER PRIMARY KEY,
        stream        TEXT    NOT NULL,
        version       INTEGER NOT NULL,
        epoch         INTEGER NOT NULL,
        at            INTEGER NOT NULL,
        steady        REAL    NOT NULL,
        principal     TEXT    NOT NULL,
        proof         TEXT    NOT NULL,
        type          TEXT    NOT NULL,
        schema        INTEGER NOT NULL,
        body          TEXT    NOT NULL,
        previous_hash TEXT    NOT NULL,
        hash          TEXT    NOT NULL,
        UNIQUE (stream, version)
      ) STRICT;

      CREATE TABLE requests (
        request_id TEXT    NOT NULL UNIQUE,
        first_seq  INTEGER NOT NULL UNIQUE,
        last_seq   INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE nonces (
        nonce TEXT    NOT NULL UNIQUE,
        seq   INTEGER NOT NULL
      ) STRICT;
    `,
  },
];
