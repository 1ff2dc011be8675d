-- Reopen rate
-- How many resolutions did not last: the conversation was opened again. Days are those of the resolution.
-- by: week; agent, day, month
-- plot: line week percent_reopened
SELECT $by, count(DISTINCT activity_id) AS resolutions,
       count(DISTINCT CASE WHEN is_reopened THEN activity_id END) AS reopened,
       round(100.0 * count(DISTINCT CASE WHEN is_reopened THEN activity_id END) / count(DISTINCT activity_id), 1) AS percent_reopened
FROM (
  SELECT status_changes.activity_id, status_changes.day, status_changes.agent_id, status_changes.agent,
         reopenings.object_id IS NOT NULL AS is_reopened
  FROM status_changes
  LEFT JOIN reopenings ON reopenings.object_id = status_changes.object_id AND reopenings.resolved_time = status_changes.event_time
  WHERE status_changes.status_id = '2'
) AS resolutions
WHERE day BETWEEN $from AND $to
GROUP BY $groups
ORDER BY $groups
