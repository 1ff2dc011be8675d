-- Top tags
-- How many conversations got each tag, the most frequent first.
-- by: group, tag; agent, day, week, month
-- plot: bar conversations tag
SELECT $by, count(DISTINCT object_id) AS conversations
FROM tag_changes
WHERE action = 'add' AND day BETWEEN $from AND $to
GROUP BY $groups
ORDER BY conversations DESC, $groups
