-- Changes of a conversation's status that CommBox sent as such, those of a rule among them, one line each.
-- agent_id: who made it; empty for the system. previous_status_id: of the change before, empty for the first.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnNewActivity with types 2 and 11, with complete data.
SELECT object_id, activity_id, event_time, day, agent_id, coalesce(users.name, agent_id) AS agent, stream_id, status_id, status,
       lag(status_id) OVER (PARTITION BY object_id ORDER BY event_time, length(activity_id), activity_id) AS previous_status_id
FROM activities
LEFT JOIN users ON users.user_id = activities.agent_id
WHERE activity IN ('StatusChange', 'RuleExecuted') AND status_id IS NOT NULL
