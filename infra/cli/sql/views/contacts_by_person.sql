-- Conversations by the person behind them, one line each, to see who came back and how soon. Conversations are of one
-- person if they have a customer, a phone number or an e-mail address in common, or are linked by at most two further
-- conversations that do; so a person who writes on several channels is one.
-- person is one of these, contact_number counts the person's conversations by time, seconds_since_previous is the time
-- since the one before began. begun_by: customer or agent.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnNew and OnNewChild, with complete data; User, OnNew and OnUpdate for more of their addresses.
WITH customers AS (
  SELECT object_id, customer_id FROM raw_objects WHERE record = 'state' AND customer_id IS NOT NULL
), marks AS (
  SELECT object_id, concat('customer ', customer_id) AS mark FROM customers
  UNION
  SELECT object_id, contact_key FROM raw_objects WHERE record LIKE 'contact#%'
  UNION
  SELECT customers.object_id, raw_users.contact_key
  FROM customers
  JOIN raw_users ON raw_users.user_id = customers.customer_id AND raw_users.record LIKE 'contact#%'
), label_0 AS (
  SELECT object_id, min(mark) AS label FROM marks GROUP BY object_id
), mark_1 AS (
  SELECT mark, min(label) AS label FROM marks JOIN label_0 ON label_0.object_id = marks.object_id GROUP BY mark
), label_1 AS (
  SELECT object_id, min(label) AS label FROM marks JOIN mark_1 ON mark_1.mark = marks.mark GROUP BY object_id
), mark_2 AS (
  SELECT mark, min(label) AS label FROM marks JOIN label_1 ON label_1.object_id = marks.object_id GROUP BY mark
), people AS (
  SELECT object_id, min(label) AS person FROM marks JOIN mark_2 ON mark_2.mark = marks.mark GROUP BY object_id
), contacts AS (
  SELECT people.person, people.object_id, first_responses.event_time, first_responses.day, first_responses.stream_id, first_responses.channel,
         CASE WHEN outcome = 'agent-begun' THEN 'agent' ELSE 'customer' END AS begun_by
  FROM people
  JOIN first_responses ON first_responses.object_id = people.object_id
)
SELECT person, object_id, event_time, day, stream_id, channel, begun_by,
       row_number() OVER (PARTITION BY person ORDER BY event_time, object_id) AS contact_number,
       date_diff('second', lag(event_time) OVER (PARTITION BY person ORDER BY event_time, object_id), event_time) AS seconds_since_previous
FROM contacts
