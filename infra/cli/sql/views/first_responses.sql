-- How long each conversation waited for the first message of an agent, one line each. A bot's message is no response.
-- outcome: answered; unanswered; or agent-begun, if an agent wrote before the customer did, and nobody waited.
-- event_time is the first message of the customer (of the agent if agent-begun), day the day of it, seconds the wait.
-- Times: UTC; day is that of the stage's reportTimeZone.
-- Needs: Object, OnNew and OnNewChild, with complete data.
WITH firsts AS (
  SELECT object_id,
         min(event_time) FILTER (WHERE author = 'customer') AS asked_time,
         min(day) FILTER (WHERE author = 'customer') AS asked_day,
         min(event_time) FILTER (WHERE author = 'agent') AS agent_time,
         min(day) FILTER (WHERE author = 'agent') AS agent_day,
         min_by(stream_id, event_time) FILTER (WHERE author IN ('customer', 'agent')) AS stream_id
  FROM messages
  GROUP BY object_id
), answers AS (
  SELECT messages.object_id, min(messages.event_time) AS answered_time, min_by(messages.agent_id, messages.event_time) AS agent_id
  FROM messages
  JOIN firsts ON firsts.object_id = messages.object_id
  WHERE messages.author = 'agent' AND messages.event_time >= firsts.asked_time
  GROUP BY messages.object_id
), outcomes AS (
  SELECT firsts.object_id, firsts.stream_id, asked_time, asked_day, agent_time, agent_day, answered_time, answers.agent_id,
         CASE WHEN asked_time IS NULL OR agent_time < asked_time THEN 'agent-begun'
              WHEN answered_time IS NULL THEN 'unanswered'
              ELSE 'answered' END AS outcome
  FROM firsts
  LEFT JOIN answers ON answers.object_id = firsts.object_id
  WHERE asked_time IS NOT NULL OR agent_time IS NOT NULL
)
SELECT outcomes.object_id, outcome,
       CASE WHEN outcome = 'agent-begun' THEN agent_time ELSE asked_time END AS event_time,
       CASE WHEN outcome = 'agent-begun' THEN agent_day ELSE asked_day END AS day,
       CASE WHEN outcome = 'answered' THEN answered_time END AS answered_time,
       CASE WHEN outcome = 'answered' THEN date_diff('second', asked_time, answered_time) END AS seconds,
       CASE WHEN outcome = 'answered' THEN outcomes.agent_id END AS agent_id,
       CASE WHEN outcome = 'answered' THEN coalesce(users.name, outcomes.agent_id) END AS agent,
       outcomes.stream_id, coalesce(channels.channel, outcomes.stream_id) AS channel
FROM outcomes
LEFT JOIN channels ON channels.stream_id = outcomes.stream_id
LEFT JOIN users ON users.user_id = outcomes.agent_id
