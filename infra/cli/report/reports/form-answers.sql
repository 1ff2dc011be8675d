-- Form answers
-- The answers of submitted forms, a column for each field.
-- pivot: field answer
SELECT day, object_id, channel, customer, form_url, field, answer
FROM form_answers
WHERE day BETWEEN $from AND $to
ORDER BY event_time, object_id, form_id, field
