-- Submitted forms, one line each. CommBox sends no time of them: it is that of the receipt.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Form, OnSubmit, with complete data; Object for the customer and the channel.
SELECT answers.event_id AS form_id, answers.object_id, answers.event_time, answers.day, answers.form_url, answers.submission_context,
       answers.properties, states.customer_id, states.customer_name AS customer,
       states.stream_id, coalesce(channels.channel, states.stream_id) AS channel
FROM raw_forms AS answers
LEFT JOIN raw_objects AS states ON states.object_id = answers.object_id AND states.record = 'state'
LEFT JOIN channels ON channels.stream_id = states.stream_id
WHERE answers.trigger = 'OnSubmit'
