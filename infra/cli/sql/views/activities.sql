-- Activities (CommBox's OnNewActivity), one line each. An activity that CommBox sent several times, such as a change of
-- channel to both channels or with and without complete data, is one line; times_received says how often it came.
-- agent_id: who did it; empty for the system. manager_id: who was assigned (NewManagerAssignment), empty for nobody.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnNewActivity with all types, with complete data.
SELECT object_id, coalesce(activity_id, event_id) AS activity_id, max(activity) AS activity,
       max(activity_type) AS activity_type, min(event_time) AS event_time, min(day) AS day,
       max(actor_id) AS agent_id, max(status_id) AS status_id, max(status) AS status,
       max(tag_id) AS tag_id, max(action) AS action, bool_or(assigned) AS assigned, max(manager_id) AS manager_id,
       max(coalesce(json_extract_scalar(payload, '$.M.StreamId.S'), json_extract_scalar(payload, '$.M.StreamId.N'))) AS stream_id,
       count(*) AS times_received
FROM raw_objects
WHERE trigger = 'OnNewActivity'
GROUP BY object_id, coalesce(activity_id, event_id)
