-- Messages of customers, agents and bots, one line each. A message with an id that CommBox sent several times is one
-- line; so is one without an id (a flat message, or the opening message of OnNew) that has the text, author and date of
-- another. times_received says how often it came; raw_objects has the events.
-- author: customer, agent, or bot (written by CommBox's side, without an agent); empty if it was not sent.
-- stream_id: the channel in which it was written. status_id: of the conversation when it was written.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnNew and OnNewChild, with complete data.
WITH received AS (
  SELECT object_id, message_id, event_time, day, text, written_by, actor_id, message_type, subject, status_id,
         coalesce(json_extract_scalar(payload, '$.M.StreamId.S'), json_extract_scalar(payload, '$.M.StreamId.N')) AS stream_id,
         coalesce(
           message_id,
           CASE WHEN dated THEN min(message_id) OVER (PARTITION BY object_id, event_time, dated, written_by, actor_id, text) END,
           CASE WHEN dated THEN min(event_id) OVER (PARTITION BY object_id, event_time, dated, written_by, actor_id, text) ELSE event_id END
         ) AS message_key
  FROM raw_objects
  WHERE trigger IN ('OnNew', 'OnNewChild')
    AND (message_id IS NOT NULL OR text IS NOT NULL OR written_by IS NOT NULL OR message_type IS NOT NULL)
)
SELECT object_id, message_key, max(message_id) AS message_id, min(event_time) AS event_time, min(day) AS day,
       CASE WHEN max(written_by) = 'manager' AND max(actor_id) IS NULL THEN 'bot'
            WHEN max(written_by) = 'manager' THEN 'agent'
            ELSE max(written_by) END AS author,
       max(actor_id) AS agent_id, max(text) AS text, max(subject) AS subject, max(message_type) AS message_type,
       max(stream_id) AS stream_id, max(status_id) AS status_id, count(*) AS times_received
FROM received
GROUP BY object_id, message_key
