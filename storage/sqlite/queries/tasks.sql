-- name: write
INSERT INTO tasks (
    id, root, place_platform, chat, thread, community, person_platform, person, line, stage, created, updated, queued,
    cost, held, attempt, holding, error, reference, message, notes)
VALUES (
    :id, :root, :place_platform, :chat, :thread, :community, :person_platform, :person, :line, :stage, :created,
    :updated, :queued, :cost, :held, :attempt, :holding, :error, :reference, :message, :notes)
ON CONFLICT (id) DO UPDATE SET
    root = excluded.root, place_platform = excluded.place_platform, chat = excluded.chat, thread = excluded.thread,
    community = excluded.community, person_platform = excluded.person_platform, person = excluded.person,
    line = excluded.line, stage = excluded.stage, created = excluded.created, updated = excluded.updated,
    queued = excluded.queued, cost = excluded.cost, held = excluded.held, attempt = excluded.attempt,
    holding = excluded.holding, error = excluded.error, reference = excluded.reference, message = excluded.message,
    notes = excluded.notes
RETURNING seq;

-- name: insert_content
INSERT INTO contents (seq, document) VALUES (?, ?)
ON CONFLICT (seq) DO UPDATE SET document = excluded.document;

-- name: drop_segments
DELETE FROM segments WHERE seq = ?;

-- name: insert_segment
INSERT INTO segments (seq, idx, key, stage, credits, reused, error) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: task
SELECT
    seq, id, root, place_platform, chat, thread, community, person_platform, person, stage, created, updated, held,
    spent, attempt, error, reference, message, cancelling, told, recording, notes
FROM tasks WHERE id = ?;

-- name: content
SELECT document FROM contents WHERE seq = ?;

-- name: segments
SELECT stage, credits, reused, error FROM segments WHERE seq = ? ORDER BY idx;

-- name: recording
SELECT document, waveform FROM recordings WHERE key = ?;

-- name: state
SELECT seq, stage, worker FROM tasks WHERE id = ?;

-- name: stage
SELECT stage FROM tasks WHERE id = ?;

-- name: by_person
SELECT id FROM tasks
WHERE person_platform = :person_platform AND person = :person
    AND (:chat IS NULL OR (place_platform = :platform AND chat = :chat AND thread = :thread))
    AND (:root IS NULL OR root = :root)
    AND (:stages IS NULL OR stage IN (SELECT value FROM json_each(:stages)))
ORDER BY created DESC, seq DESC LIMIT :limit;

-- name: by_place
SELECT id FROM tasks
WHERE place_platform = :platform AND chat = :chat AND thread = :thread
    AND (:root IS NULL OR root = :root)
    AND (:stages IS NULL OR stage IN (SELECT value FROM json_each(:stages)))
ORDER BY created DESC, seq DESC LIMIT :limit;

-- name: by_root
SELECT id FROM (
    SELECT id, created, seq, stage FROM tasks WHERE id = :root AND root = :root
    UNION ALL
    SELECT id, created, seq, stage FROM tasks WHERE root = :root AND root <> id)
WHERE :stages IS NULL OR stage IN (SELECT value FROM json_each(:stages))
ORDER BY created DESC, seq DESC LIMIT :limit;

-- name: all
SELECT id FROM tasks
WHERE :stages IS NULL OR stage IN (SELECT value FROM json_each(:stages))
ORDER BY created DESC, seq DESC LIMIT :limit;

-- name: mark_cancelling
UPDATE tasks SET cancelling = 1, updated = ? WHERE seq = ?;

-- name: ended
UPDATE tasks SET
    stage = :stage, updated = :at, error = :error, reference = :reference, told = :told, cancelling = 0,
    notes = coalesce(:notes, notes), message = CASE WHEN :message = '' THEN message ELSE :message END,
    held = CASE WHEN :stage = 'asking' THEN held ELSE 0 END, holding = :stage = 'asking', spent = spent + :spent,
    worker = CASE WHEN :told THEN '' ELSE worker END
WHERE seq = :seq;

-- name: hold_closed
UPDATE tasks SET held = 0, holding = 0, spent = spent + ? WHERE seq = ?;

-- name: requeue
UPDATE tasks SET
    stage = 'queued', updated = :at, queued = :at, held = :held, attempt = :attempt, holding = 1, error = '',
    reference = '', worker = '', cancelling = 0, told = 0
WHERE seq = :seq;

-- name: count_unknown
SELECT count(*) FROM segments WHERE seq = ? AND stage = 'unknown';

-- name: replan
UPDATE segments SET stage = 'planned', error = '', job = NULL, job_provider = NULL, look_after = NULL
WHERE seq = ? AND stage IN ('failed', 'unknown');

-- name: ahead
SELECT count(*) FROM tasks other, tasks mine
WHERE mine.id = ? AND mine.stage = 'queued' AND other.stage = 'queued'
    AND (other.queued, other.seq) < (mine.queued, mine.seq);

-- name: overdue
SELECT id FROM tasks
WHERE stage IN ('draft', 'asking') AND coalesce(updated, created) < ?
ORDER BY seq;
