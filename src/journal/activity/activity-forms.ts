// What the files of an activity look like, release by release. None ever changes once it is released: a new form is a new step at the end.
import type { Forms, Migration } from "../sqlite/migrations.ts";

const FIRST: Migration = `
  create table rows (
    run    text    not null,
    n      integer not null,
    at     real    not null,
    kind   text    not null,
    item   text    not null,
    sha256 text,
    bytes  integer,
    unique (run, n)
  ) strict;
`;

/**
 * `blobs`: which run needs which file, so that a file goes with the last run that needs it. `archived`: the runs whose rows lie in a file of
 * their own, `at` being the instant of the last one.
 */
const SECOND: Migration = `
  create table blobs (
    sha256 text    not null,
    run    text    not null,
    bytes  integer not null,
    primary key (sha256, run)
  ) strict, without rowid;
  create index blobs_of_run on blobs (run);
  create table archived (
    run text primary key,
    at  real not null
  ) strict, without rowid;
  insert or ignore into blobs
    select sha256, run, bytes from rows where sha256 is not null and bytes is not null;
`;

/** `activity.db`. */
export const ACTIVITY_FORMS: Forms = {
  migrations: [FIRST, SECOND],
  // "JRVA"
  applicationId: 0x4a_52_56_41,
};

const ARCHIVE_FIRST: Migration = `
  create table rows (
    n      integer primary key,
    at     real not null,
    kind   text not null,
    item   text not null,
    sha256 text,
    bytes  integer
  ) strict;
`;

/** `archive/<run>.db`: the rows of one run that is over. */
export const ARCHIVE_FORMS: Forms = {
  migrations: [ARCHIVE_FIRST],
  // "JRVR"
  applicationId: 0x4a_52_56_52,
};
