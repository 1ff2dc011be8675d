-- Satisfaction scores, one line for each submission, with the agent who held the conversation at that time.
-- score is a number; score_text is what was sent instead, such as 4/5. CommBox sends no time: it is that of the receipt.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Satisfaction, OnSubmit, with complete data; Object, OnNewActivity with type 6 for the agent.
SELECT answers.object_id, answers.event_time, answers.day, answers.score, answers.score_text, answers.description,
       assignments.agent_id, assignments.agent, states.stream_id, coalesce(channels.channel, states.stream_id) AS channel
FROM raw_satisfaction AS answers
LEFT JOIN assignments ON assignments.object_id = answers.object_id AND assignments.event_time <= answers.event_time
  AND (assignments.ended_time IS NULL OR answers.event_time < assignments.ended_time)
LEFT JOIN raw_objects AS states ON states.object_id = answers.object_id AND states.record = 'state'
LEFT JOIN channels ON channels.stream_id = states.stream_id
WHERE answers.trigger = 'OnSubmit'
