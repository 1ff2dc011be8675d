-- Answers of submitted forms, one line for each field. answer is the text, number or boolean as it was typed; of anything
-- else it is DynamoDB's JSON.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Form, OnSubmit, with complete data; Object for the customer and the channel.
WITH fields AS (
  SELECT form_id, object_id, event_time, day, form_url, customer_id, customer, stream_id, channel,
         CAST(json_extract(properties, '$.M') AS map(varchar, json)) AS answers
  FROM forms
  WHERE properties IS NOT NULL
)
SELECT form_id, object_id, event_time, day, form_url, customer_id, customer, stream_id, channel, field,
       coalesce(
         json_extract_scalar(element_at(answers, field), '$.S'),
         json_extract_scalar(element_at(answers, field), '$.N'),
         json_extract_scalar(element_at(answers, field), '$.BOOL'),
         CASE WHEN json_extract_scalar(element_at(answers, field), '$.NULL') IS NULL THEN json_format(element_at(answers, field)) END
       ) AS answer
FROM fields
CROSS JOIN UNNEST(map_keys(answers)) AS names(field)
