-- Channels (CommBox's streams) in which a conversation was, with the latest name and provider that CommBox sent.
-- A name is only sent when a conversation changes its channel; type is the provider, such as WhatsApp. channel is what
-- other views call it: its name, else its type and id.
-- Needs: Object, OnNew or OnNewChild with complete data; OnNewActivity with types 5 and 20 for names.
WITH states AS (
  SELECT updated_at, CAST(json_extract(streams, '$.M') AS map(varchar, json)) AS by_id
  FROM raw_objects
  WHERE record = 'state' AND streams IS NOT NULL
), found AS (
  SELECT stream_id, updated_at,
         json_extract_scalar(element_at(by_id, stream_id), '$.M.name.S') AS name,
         json_extract_scalar(element_at(by_id, stream_id), '$.M.channel.S') AS type
  FROM states
  CROSS JOIN UNNEST(map_keys(by_id)) AS ids(stream_id)
), named AS (
  SELECT stream_id, max_by(name, updated_at) FILTER (WHERE name IS NOT NULL) AS name,
         max_by(type, updated_at) FILTER (WHERE type IS NOT NULL) AS type, count(*) AS conversations
  FROM found
  GROUP BY stream_id
)
SELECT stream_id, coalesce(name, type || ' ' || stream_id, stream_id) AS channel, name, type, conversations
FROM named
