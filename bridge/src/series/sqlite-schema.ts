/** Steps from one version of the schema to the next; the database's `user_version` counts those that are done. */
export const MIGRATIONS: readonly string[] = [
  // 1: a series is named once, and a reading is 8 to 20 bytes in the order in which history reads it.
  `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    home_id TEXT NOT NULL,
    node_id TEXT NOT NULL,
    metric TEXT NOT NULL,
    UNIQUE (home_id, node_id, metric)
  ) STRICT;
  CREATE TABLE readings (
    series_id INTEGER NOT NULL REFERENCES series (id),
    time INTEGER NOT NULL, -- milliseconds since 1970
    value REAL NOT NULL,
    quality INTEGER NOT NULL, -- percent
    PRIMARY KEY (series_id, time)
  ) STRICT, WITHOUT ROWID;
  CREATE VIEW power_readings AS
    SELECT home_id, node_id, metric, value, quality, time FROM readings JOIN series ON series.id = series_id;
  `,
  // 2: what is left of readings that are too old to be kept one by one.
  `
  CREATE TABLE windows (
    series_id INTEGER NOT NULL REFERENCES series (id),
    time INTEGER NOT NULL, -- start of 15 minutes, milliseconds since 1970
    count INTEGER NOT NULL,
    mean REAL NOT NULL,
    min REAL NOT NULL,
    max REAL NOT NULL,
    quality REAL NOT NULL, -- mean, percent
    PRIMARY KEY (series_id, time)
  ) STRICT, WITHOUT ROWID;
  `,
];
