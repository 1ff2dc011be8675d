-- Resolved conversations
-- How many conversations each agent resolved.
-- by: agent, day; week, month
-- plot: bar conversations agent
SELECT $by, count(DISTINCT object_id) AS conversations
FROM status_changes
WHERE status_id = '2' AND day BETWEEN $from AND $to
GROUP BY $groups
ORDER BY $groups
