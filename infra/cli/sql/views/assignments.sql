-- Who held a conversation, and from when to when: one line for each time that an agent got it. ended_time is empty while
-- the agent holds it. Only activity 6 names the agent, so that OnAssign makes no line; OnUnAssign ends one.
-- Times: UTC; day is that of the stage's reportTimeZone.
-- Needs: Object, OnNewActivity with type 6 and complete data; OnUnAssign.
WITH changes AS (
  SELECT object_id, activity_id AS change_id, event_time, event_time AS order_time, day, manager_id, agent_id AS assigned_by
  FROM activities
  WHERE activity = 'NewManagerAssignment' AND assigned IS NOT NULL
  UNION ALL
  -- It has no time of CommBox's: as in the states, CommBox's own word wins within five seconds.
  SELECT object_id, event_id, event_time, event_time - INTERVAL '5' SECOND, day, NULL, NULL
  FROM raw_objects
  WHERE trigger = 'OnUnAssign'
), spans AS (
  SELECT object_id, manager_id AS agent_id, event_time, day, assigned_by,
         lead(event_time) OVER (PARTITION BY object_id ORDER BY order_time, length(change_id), change_id) AS ended_time
  FROM changes
)
SELECT object_id, agent_id, coalesce(users.name, agent_id) AS agent, event_time, day, ended_time, assigned_by
FROM spans
LEFT JOIN users ON users.user_id = spans.agent_id
WHERE agent_id IS NOT NULL
