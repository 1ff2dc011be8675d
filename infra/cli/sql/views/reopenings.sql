-- Resolved conversations that were opened again, one line for each time: by a change of status, or by a message that
-- came more than a minute later in a conversation whose status is no longer a closed one. Closed are Resolved,
-- Irrelevant, Deleted and Archive.
-- reopened_by: agent, customer or bot if a message did it; agent or system if a change of status did.
-- Times: UTC; day is that of the reopening, in the stage's reportTimeZone.
-- Needs: Object, OnNewActivity with type 2, OnNew and OnNewChild, with complete data.
WITH known AS (
  SELECT object_id, event_time, event_time AS order_time, day, status_id, agent_id,
         CASE WHEN agent_id IS NULL THEN 'system' ELSE 'agent' END AS reopened_by
  FROM status_changes
  UNION ALL
  -- A message says the status in passing: as in the states, that counts a minute earlier.
  SELECT object_id, event_time, event_time - INTERVAL '1' MINUTE, day, status_id, agent_id, author
  FROM messages
  WHERE status_id IS NOT NULL
), ordered AS (
  SELECT object_id, event_time, day, status_id, agent_id, reopened_by,
         lag(status_id) OVER (PARTITION BY object_id ORDER BY order_time, event_time) AS previous_status_id,
         max(CASE WHEN status_id = '2' THEN event_time END)
           OVER (PARTITION BY object_id ORDER BY order_time, event_time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS resolved_time
  FROM known
)
SELECT object_id, resolved_time, event_time, day, date_diff('second', resolved_time, event_time) AS seconds, reopened_by, agent_id
FROM ordered
WHERE previous_status_id IN ('2', '4', '5', '14') AND status_id NOT IN ('2', '4', '5', '14') AND resolved_time IS NOT NULL
