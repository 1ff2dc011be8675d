-- Overview
-- What came in and what was done: conversations that began, messages of customers and of agents, resolutions.
-- by: day; week, month
-- plot: line day conversations
-- plot: line day resolutions
SELECT $by, sum(conversations) AS conversations, sum(customer_messages) AS customer_messages,
       sum(agent_messages) AS agent_messages, sum(resolutions) AS resolutions
FROM (
  SELECT day, 1 AS conversations, 0 AS customer_messages, 0 AS agent_messages, 0 AS resolutions FROM first_responses
  UNION ALL
  SELECT day, 0, CASE WHEN author = 'customer' THEN 1 ELSE 0 END, CASE WHEN author = 'agent' THEN 1 ELSE 0 END, 0 FROM messages
  UNION ALL
  SELECT day, 0, 0, 0, 1 FROM status_changes WHERE status_id = '2'
) AS counts
WHERE day BETWEEN $from AND $to
GROUP BY $groups
ORDER BY $groups
