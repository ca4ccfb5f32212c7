-- name: insert
INSERT INTO ledger (id, kind, platform, user, community, task, attempt, held, spent, granted, over, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: grant
INSERT INTO ledger (id, kind, platform, user, community, task, attempt, held, spent, granted, over, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: usage_person
SELECT
    (SELECT coalesce(sum(spent), 0) FROM ledger
        WHERE platform = :platform AND user IN (:user, :pseudonym) AND spent > 0 AND at >= :day),
    (SELECT coalesce(sum(spent), 0) FROM ledger
        WHERE platform = :platform AND user IN (:user, :pseudonym) AND spent > 0 AND at >= :month),
    (SELECT coalesce(sum(held), 0) FROM tasks WHERE person_platform = :platform AND person = :user AND holding),
    (SELECT coalesce(sum(granted), 0) FROM ledger
        WHERE kind = 'grant' AND platform = :platform AND user IN (:user, :pseudonym)),
    (SELECT count(*) FROM tasks
        WHERE person_platform = :platform AND person = :user AND holding AND stage <> 'asking');

-- name: usage_community
SELECT
    (SELECT coalesce(sum(spent), 0) FROM ledger
        WHERE platform = :platform AND community = :community AND spent > 0 AND at >= :day),
    (SELECT coalesce(sum(spent), 0) FROM ledger
        WHERE platform = :platform AND community = :community AND spent > 0 AND at >= :month),
    (SELECT coalesce(sum(held), 0) FROM tasks
        WHERE place_platform = :platform AND community = :community AND holding),
    (SELECT coalesce(sum(granted), 0) FROM ledger
        WHERE kind = 'grant' AND platform = :platform AND community = :community AND user = ''),
    (SELECT count(*) FROM tasks
        WHERE place_platform = :platform AND community = :community AND holding AND stage <> 'asking');

-- name: open_hold
SELECT
    l.id, l.platform, l.user, l.community, l.task, l.attempt, l.held,
    (SELECT coalesce(sum(credits), 0) FROM segments s WHERE s.seq = t.seq AND s.settled = 0 AND NOT s.reused)
FROM tasks t JOIN ledger l ON l.task = t.id AND l.attempt = t.attempt AND (l.kind = 'hold') = 1 AND l.kind <> 'grant'
WHERE t.seq = ? AND t.holding;

-- name: mark_settled
UPDATE segments SET settled = ? WHERE seq = ? AND settled = 0 AND NOT reused AND credits <> 0;

-- name: entries
SELECT id, kind, platform, user, community, task, attempt, held, spent, granted, over, at
FROM ledger WHERE platform = ? AND user = ? ORDER BY line;

-- name: salt
SELECT value FROM secrets WHERE name = 'salt';
