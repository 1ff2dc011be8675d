-- Unanswered for a day
-- Open conversations whose customer has waited for an agent for 24 hours or longer, the longest first.
SELECT object_id, channel, customer, agent, status, waiting_since, date_diff('hour', waiting_since, $now) AS hours
FROM conversations
WHERE NOT is_closed AND date_diff('hour', waiting_since, $now) >= 24 AND day BETWEEN $from AND $to
ORDER BY waiting_since, object_id
