-- Conversations
-- One line for each conversation that began in the period: the file for another system, every night.
SELECT conversations.object_id, conversations.event_time AS begun_time, conversations.channel, conversations.customer_id,
       conversations.customer, conversations.agent, conversations.status, outcome, first_responses.seconds AS first_response_seconds,
       customer_messages, agent_messages, bot_messages, average_score
FROM conversations
LEFT JOIN first_responses ON first_responses.object_id = conversations.object_id
LEFT JOIN (SELECT object_id, avg(score) AS average_score FROM scores GROUP BY object_id) AS averages
  ON averages.object_id = conversations.object_id
WHERE conversations.day BETWEEN $from AND $to
ORDER BY conversations.event_time, conversations.object_id
