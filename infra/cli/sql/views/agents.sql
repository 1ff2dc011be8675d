-- Agents: every user who logged in, wrote as an agent, did something in a conversation, or was assigned to one.
-- name is empty if no webhook of the user was received.
-- Times: UTC.
-- Needs: Object, OnNewActivity and OnNewChild with complete data; User, Login, and OnNew with complete data for names.
WITH seen AS (
  SELECT agent_id FROM messages WHERE agent_id IS NOT NULL
  UNION
  SELECT agent_id FROM activities WHERE agent_id IS NOT NULL
  UNION
  SELECT manager_id FROM activities WHERE manager_id IS NOT NULL
  UNION
  SELECT user_id FROM raw_users WHERE trigger IN ('Login', 'Logout')
)
SELECT seen.agent_id, users.name, users.email, users.logged_in, users.last_login_time, users.last_logout_time
FROM seen
LEFT JOIN users ON users.user_id = seen.agent_id
