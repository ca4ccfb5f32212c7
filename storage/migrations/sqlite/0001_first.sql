-- The first shape of the memory. Times are microseconds since 1970 in UTC, money is whole credits.

-- What a person asked for. `queued` is when it was queued (it keeps its place when a worker gives it back), `line`
-- is who waits in which community, `cost` what the fair queue weighs, `holding` 1 while the ledger has an open hold.
CREATE TABLE tasks (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    place_platform TEXT NOT NULL,
    chat TEXT NOT NULL,
    thread TEXT NOT NULL,
    community TEXT NOT NULL,
    person_platform TEXT NOT NULL,
    person TEXT NOT NULL,
    line TEXT NOT NULL,
    stage TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER,
    queued INTEGER NOT NULL DEFAULT 0,
    cost INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    spent INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
    attempt INTEGER NOT NULL DEFAULT 0,
    holding INTEGER NOT NULL DEFAULT 0 CHECK (holding IN (0, 1)),
    worker TEXT NOT NULL DEFAULT '',
    cancelling INTEGER NOT NULL DEFAULT 0 CHECK (cancelling IN (0, 1)),
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
    error TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '[]',
    recording TEXT
) STRICT;

CREATE INDEX tasks_by_person ON tasks (person_platform, person, created);
CREATE INDEX tasks_by_place ON tasks (place_platform, chat, thread, created);
CREATE INDEX tasks_by_root ON tasks (root) WHERE root <> id;
CREATE INDEX tasks_waiting ON tasks (place_platform, line, queued) WHERE stage = 'queued';
CREATE INDEX tasks_unsettled ON tasks (updated) WHERE stage IN ('draft', 'asking');
CREATE INDEX tasks_claimed ON tasks (worker) WHERE worker <> '';
CREATE INDEX tasks_holding_by_person ON tasks (person_platform, person) WHERE holding;
CREATE INDEX tasks_holding_by_community ON tasks (place_platform, community) WHERE holding;

-- What never changes once a task is queued: order and segments, as one document. Apart from the row that
-- changes at every stage, so that a long script is not written again each time.
CREATE TABLE contents (
    seq INTEGER PRIMARY KEY REFERENCES tasks (seq) ON DELETE CASCADE,
    document TEXT NOT NULL
) STRICT;

-- Where each segment is. `settled` is the attempt whose closing ledger row paid for it, 0 while none did.
CREATE TABLE segments (
    seq INTEGER NOT NULL REFERENCES tasks (seq) ON DELETE CASCADE,
    idx INTEGER NOT NULL,
    key TEXT NOT NULL,
    stage TEXT NOT NULL,
    credits INTEGER NOT NULL DEFAULT 0,
    reused INTEGER NOT NULL DEFAULT 0 CHECK (reused IN (0, 1)),
    settled INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    job TEXT,
    job_provider TEXT,
    look_after REAL,
    PRIMARY KEY (seq, idx)
) STRICT, WITHOUT ROWID;

-- Single flight: one key is paid for by one segment at a time, whoever asks.
CREATE UNIQUE INDEX segments_in_flight ON segments (key) WHERE stage IN ('sending', 'waiting');
CREATE INDEX segments_unknown ON segments (key) WHERE stage = 'unknown';

-- Audio that came back, by what decides how it sounds. A row is never overwritten.
CREATE TABLE takes (
    key TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    blob TEXT NOT NULL,
    media_type TEXT NOT NULL,
    credits INTEGER NOT NULL,
    spans TEXT NOT NULL,
    task TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recordings (
    key TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    waveform BLOB NOT NULL
) STRICT;

-- Credits: rows only, a balance is a sum. A hold is closed by exactly one settle, release or expire.
CREATE TABLE ledger (
    line INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    platform TEXT NOT NULL,
    user TEXT NOT NULL,
    community TEXT NOT NULL,
    task TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    held INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    granted INTEGER NOT NULL,
    over INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX ledger_once ON ledger (task, attempt, kind = 'hold') WHERE kind <> 'grant';
CREATE UNIQUE INDEX ledger_granted_once ON ledger (id) WHERE kind = 'grant';
CREATE INDEX ledger_spent_by_person ON ledger (platform, user, at, spent) WHERE spent > 0;
CREATE INDEX ledger_spent_by_community ON ledger (platform, community, at, spent) WHERE spent > 0;
CREATE INDEX ledger_grants ON ledger (platform, user, community, granted) WHERE kind = 'grant';

CREATE TRIGGER ledger_rows_stay BEFORE DELETE ON ledger
BEGIN
    SELECT raise(ABORT, 'ledger rows stay');
END;

-- Who a row belongs to may become a pseudonym; what it says never changes.
CREATE TRIGGER ledger_sums_stay BEFORE UPDATE OF id, kind, task, attempt, held, spent, granted, over, at ON ledger
BEGIN
    SELECT raise(ABORT, 'ledger rows stay');
END;

CREATE TABLE casts (
    platform TEXT NOT NULL,
    chat TEXT NOT NULL,
    thread TEXT NOT NULL,
    provider TEXT NOT NULL,
    speaker TEXT NOT NULL,
    voice TEXT NOT NULL,
    PRIMARY KEY (platform, chat, thread, provider, speaker)
) STRICT, WITHOUT ROWID;

CREATE TABLE preferences (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;

-- What this database alone knows: `salt` makes pseudonyms of people who were forgotten.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO secrets (name, value) VALUES ('salt', randomblob(32));
