-- Conversations by the person behind them, one line each, to see who came back and how soon. A person can be several
-- customers, one for each channel: they are one if they have a phone number or an e-mail address in common, or are
-- linked by at most two further customers who do.
-- person is the least of the person's customers, contact_number counts the person's conversations by time, and
-- seconds_since_previous is the time since the one before began. begun_by: customer or agent.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnNew and OnNewChild, with complete data; User, OnNew and OnUpdate for more of their addresses.
WITH customers AS (
  SELECT object_id, customer_id, coalesce('customer ' || customer_id, 'conversation ' || object_id) AS customer
  FROM raw_objects
  WHERE record = 'state'
), marks AS (
  SELECT customer, customer AS mark FROM customers
  UNION
  SELECT customers.customer, raw_objects.contact_key
  FROM customers
  JOIN raw_objects ON raw_objects.object_id = customers.object_id AND raw_objects.record LIKE 'contact#%'
  UNION
  SELECT customers.customer, raw_users.contact_key
  FROM customers
  JOIN raw_users ON raw_users.user_id = customers.customer_id AND raw_users.record LIKE 'contact#%'
), mark_1 AS (
  SELECT mark, min(customer) AS label FROM marks GROUP BY mark
), label_1 AS (
  SELECT customer, min(label) AS label FROM marks JOIN mark_1 ON mark_1.mark = marks.mark GROUP BY customer
), mark_2 AS (
  SELECT mark, min(label) AS label FROM marks JOIN label_1 ON label_1.customer = marks.customer GROUP BY mark
), label_2 AS (
  SELECT customer, min(label) AS label FROM marks JOIN mark_2 ON mark_2.mark = marks.mark GROUP BY customer
), mark_3 AS (
  SELECT mark, min(label) AS label FROM marks JOIN label_2 ON label_2.customer = marks.customer GROUP BY mark
), people AS (
  SELECT customer, min(label) AS person FROM marks JOIN mark_3 ON mark_3.mark = marks.mark GROUP BY customer
), contacts AS (
  SELECT people.person, customers.object_id, first_responses.event_time, first_responses.day, first_responses.stream_id, first_responses.channel,
         CASE WHEN outcome = 'agent-begun' THEN 'agent' ELSE 'customer' END AS begun_by
  FROM people
  JOIN customers ON customers.customer = people.customer
  JOIN first_responses ON first_responses.object_id = customers.object_id
)
SELECT person, object_id, event_time, day, stream_id, channel, begun_by,
       row_number() OVER (PARTITION BY person ORDER BY event_time, object_id) AS contact_number,
       date_diff('second', lag(event_time) OVER (PARTITION BY person ORDER BY event_time, object_id), event_time) AS seconds_since_previous
FROM contacts
