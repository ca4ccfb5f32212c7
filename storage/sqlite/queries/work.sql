-- name: claimants
SELECT DISTINCT worker FROM tasks WHERE worker <> '';

-- name: orphans
SELECT id FROM tasks
WHERE worker = :worker
    AND (stage IN ('speaking', 'mixing', 'delivering')
        OR (stage IN ('done', 'asking', 'failed', 'cancelled', 'expired') AND NOT told))
    AND (place_platform IN (SELECT value FROM json_each(:platforms))
        OR id IN (SELECT value FROM json_each(:tasks)))
ORDER BY seq LIMIT :slots;

-- name: adopt
UPDATE tasks SET worker = ? WHERE id = ?;

-- The oldest of each waiting line, hopping from line to line along the index instead of reading the whole queue.
-- name: heads
WITH RECURSIVE lines (platform, line) AS (
    SELECT value, (SELECT min(line) FROM tasks WHERE stage = 'queued' AND place_platform = value)
    FROM json_each(:platforms)
    UNION ALL
    SELECT platform, (
        SELECT min(t.line) FROM tasks t
        WHERE t.stage = 'queued' AND t.place_platform = lines.platform AND t.line > lines.line)
    FROM lines WHERE lines.line IS NOT NULL)
SELECT t.queued, t.seq, t.id, t.place_platform, t.line, t.community, t.person_platform, t.person, t.cost
FROM lines JOIN tasks t ON t.seq = (
    SELECT seq FROM tasks
    WHERE stage = 'queued' AND place_platform = lines.platform AND line = lines.line
    ORDER BY queued, seq LIMIT 1)
WHERE lines.line IS NOT NULL;

-- name: named
SELECT queued, seq, id, place_platform, line, community, person_platform, person, cost
FROM tasks
WHERE stage = 'queued' AND id IN (SELECT value FROM json_each(:tasks))
    AND place_platform NOT IN (SELECT value FROM json_each(:platforms));

-- name: following
SELECT queued, seq, id, place_platform, line, community, person_platform, person, cost
FROM tasks WHERE stage = 'queued' AND place_platform = :platform AND line = :line ORDER BY queued, seq LIMIT 1;

-- name: start
UPDATE tasks SET stage = 'speaking', worker = ? WHERE id = ? AND stage = 'queued';

-- A mix is made again under its key only when the files of the one before are gone: the newest counts.
-- name: insert_recording
INSERT INTO recordings (key, document, waveform) VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET document = excluded.document, waveform = excluded.waveform
WHERE document <> excluded.document;

-- name: recorded
UPDATE tasks SET stage = 'delivering', recording = :key WHERE id = :task AND stage = 'mixing';

-- name: is_recorded
SELECT 1 FROM tasks WHERE id = :task AND stage = 'delivering' AND recording = :key;

-- name: told
UPDATE tasks SET told = 1, worker = '' WHERE id = ? AND stage IN ('done', 'asking', 'failed', 'cancelled', 'expired');

-- name: release
UPDATE tasks SET stage = 'queued', worker = '' WHERE id = ? AND stage IN ('speaking', 'mixing', 'delivering');
