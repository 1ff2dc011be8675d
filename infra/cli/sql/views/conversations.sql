-- Conversations as they are now, one line each.
-- event_time is when it began, and day the day of it. is_closed: Resolved, Irrelevant, Deleted or Archive. waiting_since:
-- the first message of the customer that no agent's message followed; a bot's is no answer.
-- Times: UTC; day is that of the stage's reportTimeZone.
-- Needs: Object, all triggers, with complete data.
WITH written AS (
  SELECT object_id, author, event_time,
         max(CASE WHEN author = 'agent' THEN event_time END) OVER (PARTITION BY object_id) AS answered_time
  FROM messages
), counts AS (
  SELECT object_id,
         count(*) FILTER (WHERE author = 'customer') AS customer_messages,
         count(*) FILTER (WHERE author = 'agent') AS agent_messages,
         count(*) FILTER (WHERE author = 'bot') AS bot_messages,
         max(event_time) AS last_message_time,
         min(event_time) FILTER (WHERE author = 'customer' AND (answered_time IS NULL OR event_time > answered_time)) AS waiting_since
  FROM written
  GROUP BY object_id
), states AS (
  SELECT object_id, status_id, status, stream_id, manager_id, customer_id, customer_name, customer_phone, customer_email, summary,
         from_iso8601_timestamp(coalesce(created_at, started_at)) AS started
  FROM raw_objects
  WHERE record = 'state'
)
SELECT states.object_id, CAST(started AS timestamp) AS event_time, CAST(at_timezone(started, 'reportTimeZone') AS date) AS day,
       status_id, status, coalesce(status_id IN ('2', '4', '5', '14'), false) AS is_closed,
       states.stream_id, coalesce(channels.channel, states.stream_id) AS channel, channels.type AS channel_type,
       manager_id AS agent_id, coalesce(users.name, manager_id) AS agent,
       customer_id, customer_name AS customer, customer_phone, customer_email, summary,
       coalesce(customer_messages, 0) AS customer_messages, coalesce(agent_messages, 0) AS agent_messages,
       coalesce(bot_messages, 0) AS bot_messages, last_message_time, waiting_since
FROM states
LEFT JOIN counts ON counts.object_id = states.object_id
LEFT JOIN channels ON channels.stream_id = states.stream_id
LEFT JOIN users ON users.user_id = states.manager_id
