-- Tags that were added to a conversation or removed from it, one line for each change. A change that CommBox sent as
-- OnUpdateTag and as activity 7 is one: OnUpdateTag has the time of receipt, so that it is the same as an activity of at
-- most ten minutes before or five seconds after. A tag that is added while it is there has not changed.
-- agent_id is only known from activity 7. A rule adds a tag by activity 11.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnUpdateTag or OnNewActivity with types 7 and 11, with complete data; Tag, OnAdd and OnAddGroup for names.
WITH sent AS (
  SELECT object_id, tag_id, action, event_time, day, agent_id, activity_id AS change_id, event_time AS activity_time
  FROM activities
  WHERE activity IN ('UpdateObjectTag', 'RuleExecuted') AND tag_id IS NOT NULL AND action IS NOT NULL
  UNION ALL
  SELECT object_id, tag_id, action, event_time, day, NULL, event_id, NULL
  FROM raw_objects
  WHERE trigger = 'OnUpdateTag' AND tag_id IS NOT NULL AND action IS NOT NULL
), paired AS (
  SELECT object_id, tag_id, action, event_time, day, agent_id, change_id, activity_time,
         max(activity_time) OVER (PARTITION BY object_id, tag_id, action ORDER BY event_time ROWS UNBOUNDED PRECEDING) AS before,
         min(activity_time) OVER (PARTITION BY object_id, tag_id, action ORDER BY event_time ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS after
  FROM sent
), changes AS (
  SELECT object_id, tag_id, action, event_time, day, agent_id,
         lag(action) OVER (PARTITION BY object_id, tag_id ORDER BY event_time, length(change_id), change_id) AS previous_action
  FROM paired
  WHERE activity_time IS NOT NULL
     OR (coalesce(date_diff('second', before, event_time), 601) > 600 AND coalesce(date_diff('second', event_time, after), 6) > 5)
), names AS (
  SELECT tags.tag_id, tags.name, tag_groups.name AS group_name
  FROM raw_tags AS tags
  LEFT JOIN raw_tags AS tag_groups ON tag_groups.tag_key = concat('group#', tags.group_id) AND tag_groups.record = 'state'
  WHERE tags.record = 'state' AND tags.tag_key LIKE 'tag#%'
)
SELECT changes.object_id, changes.tag_id, coalesce(names.name, changes.tag_id) AS tag, names.group_name AS tag_group,
       changes.action, changes.event_time, changes.day, changes.agent_id, coalesce(users.name, changes.agent_id) AS agent
FROM changes
LEFT JOIN names ON names.tag_id = changes.tag_id
LEFT JOIN users ON users.user_id = changes.agent_id
WHERE changes.previous_action IS NULL OR changes.previous_action <> changes.action
