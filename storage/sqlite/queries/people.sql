-- name: in_flight
SELECT 1 FROM tasks
WHERE person_platform = :platform AND person = :user AND holding AND stage <> 'asking' LIMIT 1;

-- name: asking
SELECT seq, updated FROM tasks WHERE person_platform = :platform AND person = :user AND holding;

-- name: tasks
SELECT id FROM tasks WHERE person_platform = :platform AND person = :user ORDER BY created, seq;

-- name: own_takes
-- What only this person's tasks need. Takes are shared by whoever says the same words in the same voice.
SELECT key, blob FROM takes WHERE key IN (
    SELECT s.key FROM segments s JOIN tasks t ON t.seq = s.seq
    WHERE t.person_platform = :platform AND t.person = :user
    EXCEPT
    SELECT s.key FROM segments s JOIN tasks t ON t.seq = s.seq
    WHERE t.person_platform <> :platform OR t.person <> :user);

-- name: own_recordings
SELECT key, document FROM recordings WHERE key IN (
    SELECT recording FROM tasks WHERE person_platform = :platform AND person = :user
    EXCEPT
    SELECT recording FROM tasks WHERE person_platform <> :platform OR person <> :user);

-- name: own_uploads
-- What this person sent to be spoken by another voice.
SELECT DISTINCT setting.value ->> 1
FROM tasks t JOIN contents c ON c.seq = t.seq,
    json_each(c.document, '$.segments') segment, json_each(segment.value, '$.settings') setting
WHERE t.person_platform = :platform AND t.person = :user
    AND instr(c.document, '"upload"') AND setting.value ->> 0 = 'upload';

-- name: unname_takes
UPDATE takes SET task = '' WHERE task IN (
    SELECT id FROM tasks WHERE person_platform = :platform AND person = :user);

-- name: drop_tasks
DELETE FROM tasks WHERE person_platform = :platform AND person = :user;

-- name: drop_takes
DELETE FROM takes WHERE key IN (SELECT value FROM json_each(?));

-- name: drop_recordings
DELETE FROM recordings WHERE key IN (SELECT value FROM json_each(?));

-- name: unreferred
SELECT value FROM json_each(?)
EXCEPT SELECT blob FROM takes
EXCEPT SELECT part.value ->> 'blob' FROM recordings r, json_each(r.document, '$.parts') part
EXCEPT
SELECT setting.value ->> 1
FROM contents c, json_each(c.document, '$.segments') segment, json_each(segment.value, '$.settings') setting
WHERE instr(c.document, '"upload"') AND setting.value ->> 0 = 'upload'
ORDER BY 1;

-- name: preferences
SELECT scope, name, value FROM preferences
WHERE scope IN (:own, :chat) OR substr(scope, 1, length(:own) + 1) = :own || ':'
    OR substr(scope, 1, length(:chat) + 1) = :chat || ':'
ORDER BY scope, name;

-- name: drop_preferences
DELETE FROM preferences
WHERE scope IN (:own, :chat) OR substr(scope, 1, length(:own) + 1) = :own || ':'
    OR substr(scope, 1, length(:chat) + 1) = :chat || ':';

-- name: casts
SELECT chat, thread, provider, speaker, voice FROM casts WHERE platform = :platform AND chat = :user
ORDER BY thread, provider, speaker;

-- name: drop_casts
DELETE FROM casts WHERE platform = :platform AND chat = :user;

-- name: pseudonymise
UPDATE ledger SET
    user = :pseudonym,
    community = CASE WHEN community = :user THEN :pseudonym ELSE community END
WHERE platform = :platform AND user = :user;
