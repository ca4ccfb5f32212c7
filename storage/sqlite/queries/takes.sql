-- name: own
SELECT t.seq, t.stage, t.worker, t.cancelling, s.key, s.stage, s.job, s.job_provider, s.look_after,
    k.key, k.provider, k.blob, k.media_type, k.credits, k.spans, k.task, k.at
FROM tasks t JOIN segments s ON s.seq = t.seq LEFT JOIN takes k ON k.key = s.key
WHERE t.id = ? AND s.idx = ?;

-- name: flight
SELECT s.seq, s.idx, s.stage, s.job, s.job_provider, s.look_after, t.stage, t.worker
FROM segments s JOIN tasks t ON t.seq = s.seq
WHERE s.key = ? AND s.stage IN ('sending', 'waiting');

-- name: doubted
SELECT 1 FROM segments WHERE key = ? AND stage = 'unknown' LIMIT 1;

-- name: reuse
UPDATE segments SET stage = 'ready', reused = 1, error = '', job = NULL, job_provider = NULL, look_after = NULL
WHERE seq = ? AND idx = ?;

-- name: send
UPDATE segments SET stage = 'sending', error = '', job = NULL, job_provider = NULL, look_after = NULL
WHERE seq = ? AND idx = ?;

-- name: doubt
UPDATE segments SET stage = 'unknown' WHERE seq = ? AND idx = ?;

-- name: give_up
UPDATE segments SET stage = 'planned', job = NULL, job_provider = NULL, look_after = NULL WHERE seq = ? AND idx = ?;

-- name: take_over
UPDATE segments SET stage = 'waiting', error = '', job = ?, job_provider = ?, look_after = ? WHERE seq = ? AND idx = ?;

-- name: sent
UPDATE segments SET stage = 'waiting', job = ?, job_provider = ?, look_after = ?
WHERE seq = (SELECT seq FROM tasks WHERE id = ?) AND idx = ? AND stage IN ('sending', 'waiting');

-- name: insert
INSERT INTO takes (key, provider, blob, media_type, credits, spans, task, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO NOTHING;

-- name: keep
UPDATE segments SET stage = 'ready', credits = ?, error = '', job = NULL, job_provider = NULL, look_after = NULL
WHERE seq = (SELECT seq FROM tasks WHERE id = ?) AND idx = ? AND key = ? AND stage <> 'ready';

-- name: is_kept
SELECT 1 FROM segments s JOIN tasks t ON t.seq = s.seq
WHERE t.id = ? AND s.idx = ? AND s.key = ? AND s.stage = 'ready';

-- name: all_ready
UPDATE tasks SET stage = 'mixing'
WHERE id = ? AND stage = 'speaking'
    AND NOT EXISTS (SELECT 1 FROM segments s WHERE s.seq = tasks.seq AND s.stage <> 'ready');

-- A segment whose outcome is unknown keeps its provider job's id: it is what an operator can ask the provider about.
-- name: fail
UPDATE segments SET
    stage = :stage, error = :error,
    job = CASE WHEN :stage = 'unknown' THEN job END,
    job_provider = CASE WHEN :stage = 'unknown' THEN job_provider END,
    look_after = CASE WHEN :stage = 'unknown' THEN look_after END
WHERE seq = (SELECT seq FROM tasks WHERE id = :task) AND idx = :index AND stage <> 'ready';

-- name: find
SELECT key, provider, blob, media_type, credits, spans, task, at
FROM takes WHERE key IN (SELECT value FROM json_each(?));

-- name: known
SELECT 1 FROM tasks WHERE id = ?;
