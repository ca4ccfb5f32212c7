-- name: casts
SELECT speaker, voice FROM casts WHERE platform = ? AND chat = ? AND thread = ? AND provider = ? ORDER BY speaker;

-- name: keep_cast
INSERT INTO casts (platform, chat, thread, provider, speaker, voice) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET voice = excluded.voice;

-- name: clear_casts
DELETE FROM casts WHERE platform = ? AND chat = ? AND thread = ? AND provider = ?;

-- name: clear_cast
DELETE FROM casts WHERE platform = ? AND chat = ? AND thread = ? AND provider = ? AND speaker = ?;

-- name: preferences
SELECT name, value FROM preferences WHERE scope = ? ORDER BY name;

-- name: put
INSERT INTO preferences (scope, name, value) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET value = excluded.value;

-- name: drop
DELETE FROM preferences WHERE scope = ? AND name = ?;

-- name: recording
SELECT document, waveform FROM recordings WHERE key = ?;

-- name: star
UPDATE tasks SET starred = ? WHERE id = ?;

-- name: starred
SELECT id FROM (
    SELECT id, created, seq FROM tasks WHERE id = :root AND root = :root AND starred
    UNION ALL
    SELECT id, created, seq FROM tasks WHERE root = :root AND root <> id AND starred)
ORDER BY created, seq;
