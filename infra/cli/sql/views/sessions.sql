-- Sessions of agents: from a log-in to the next log-out. ended_time is empty if the agent is still logged in, or if the
-- next that CommBox sent is another log-in. CommBox sends no times of these: they are those of the receipt.
-- Times: UTC; day is that of the log-in, in the stage's reportTimeZone.
-- Needs: User, Login and Logout; complete data for names.
WITH logs AS (
  SELECT user_id, trigger, event_time, day,
         lead(trigger) OVER (PARTITION BY user_id ORDER BY event_time, event_id) AS next_trigger,
         lead(event_time) OVER (PARTITION BY user_id ORDER BY event_time, event_id) AS next_time
  FROM raw_users
  WHERE trigger IN ('Login', 'Logout')
)
SELECT logs.user_id AS agent_id, coalesce(users.name, logs.user_id) AS agent, event_time, day,
       CASE WHEN next_trigger = 'Logout' THEN next_time END AS ended_time,
       CASE WHEN next_trigger = 'Logout' THEN date_diff('second', event_time, next_time) END AS seconds
FROM logs
LEFT JOIN users ON users.user_id = logs.user_id
WHERE trigger = 'Login'
