-- name: insert
INSERT INTO ledger (id, kind, platform, user, community, task, attempt, held, spent, granted, over, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: grant
INSERT INTO ledger (id, kind, platform, user, community, task, attempt, held, spent, granted, over, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: usage_person
SELECT spent.today, spent.month, holding.held, grants.granted, holding.running
FROM (
    SELECT coalesce(sum(CASE WHEN at >= :day THEN spent END), 0) AS today, coalesce(sum(spent), 0) AS month
    FROM ledger
    WHERE platform = :platform AND user IN (:user, :pseudonym) AND spent > 0 AND at >= :month) AS spent,
(
    SELECT coalesce(sum(held), 0) AS held, count(*) FILTER (WHERE stage <> 'asking') AS running
    FROM tasks WHERE person_platform = :platform AND person = :user AND holding) AS holding,
(
    SELECT coalesce(sum(granted), 0) AS granted FROM ledger
    WHERE kind = 'grant' AND platform = :platform AND user IN (:user, :pseudonym)) AS grants;

-- name: usage_community
SELECT spent.today, spent.month, holding.held, grants.granted, holding.running
FROM (
    SELECT coalesce(sum(CASE WHEN at >= :day THEN spent END), 0) AS today, coalesce(sum(spent), 0) AS month
    FROM ledger
    WHERE platform = :platform AND community = :community AND spent > 0 AND at >= :month) AS spent,
(
    SELECT coalesce(sum(held), 0) AS held, count(*) FILTER (WHERE stage <> 'asking') AS running
    FROM tasks WHERE place_platform = :platform AND community = :community AND holding) AS holding,
(
    SELECT coalesce(sum(granted), 0) AS granted FROM ledger
    WHERE kind = 'grant' AND platform = :platform AND user = '' AND community = :community) AS grants;

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
