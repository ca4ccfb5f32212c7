-- name: check
-- Each row is a rule that must hold and how often it does not.
SELECT 'ended_task_holds', count(*) FROM tasks
WHERE holding AND stage IN ('draft', 'done', 'failed', 'cancelled', 'expired')
UNION ALL
SELECT 'running_task_holds_nothing', count(*) FROM tasks
WHERE NOT holding AND stage IN ('queued', 'speaking', 'mixing', 'delivering', 'asking')
UNION ALL
SELECT 'hold_not_closed', count(*) FROM ledger h
WHERE h.kind = 'hold'
    AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.id = h.task AND t.attempt = h.attempt AND t.holding)
    AND NOT EXISTS (
        SELECT 1 FROM ledger c WHERE c.task = h.task AND c.attempt = h.attempt AND (c.kind = 'hold') = 0
            AND c.kind <> 'grant')
UNION ALL
SELECT 'closed_without_a_hold', count(*) FROM ledger c
WHERE c.kind IN ('settle', 'release', 'expire')
    AND NOT EXISTS (
        SELECT 1 FROM ledger h WHERE h.task = c.task AND h.attempt = c.attempt AND (h.kind = 'hold') = 1
            AND h.kind <> 'grant' AND h.held + c.held = 0 AND c.spent BETWEEN 0 AND h.held)
UNION ALL
SELECT 'held_is_not_the_ledgers', count(*) FROM tasks t
WHERE t.held <> (SELECT coalesce(sum(l.held), 0) FROM ledger l WHERE l.task = t.id AND l.kind <> 'grant')
    OR t.spent <> (SELECT coalesce(sum(l.spent), 0) FROM ledger l WHERE l.task = t.id AND l.kind <> 'grant')
UNION ALL
SELECT 'flight_of_no_running_task', count(*) FROM segments s JOIN tasks t ON t.seq = s.seq
WHERE s.stage IN ('sending', 'waiting') AND t.stage IN ('draft', 'mixing', 'delivering', 'done')
UNION ALL
SELECT 'ready_without_a_take', count(*) FROM segments s
WHERE s.stage = 'ready' AND NOT EXISTS (SELECT 1 FROM takes k WHERE k.key = s.key)
UNION ALL
SELECT 'row_without_its_parent', count(*) FROM pragma_foreign_key_check;

-- name: referred
SELECT blob FROM takes
UNION
SELECT part.value ->> 'blob' FROM recordings r, json_each(r.document, '$.parts') part
UNION
-- Recordings that people sent, for as long as the task is kept that speaks them with another voice.
SELECT setting.value ->> 1
FROM contents c, json_each(c.document, '$.segments') segment, json_each(segment.value, '$.settings') setting
WHERE instr(c.document, '"upload"') AND setting.value ->> 0 = 'upload'
ORDER BY 1;
