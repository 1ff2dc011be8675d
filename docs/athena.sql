-- Generated from the views and reports of infra/cli by npm run docs: see docs/analysts.md. Athena runs one statement at a
-- time. Replace what is in angle brackets, 'UTC' by your time zone, and the dates of the reports.

-- export_objects
-- The lines of an export of the objects table.
CREATE EXTERNAL TABLE export_objects (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001'
LOCATION 's3://<your bucket>/AWSDynamoDB/<export id of objects>/data/';

-- raw_objects
-- Its events, states and contacts.
CREATE OR REPLACE VIEW raw_objects AS
SELECT
  json_extract_scalar(line, '$.Item.objectId.S') AS object_id,
  json_extract_scalar(line, '$.Item.record.S') AS record,
  json_extract_scalar(line, '$.Item.trigger.S') AS trigger,
  json_extract_scalar(line, '$.Item.eventId.S') AS event_id,
  json_extract_scalar(line, '$.Item.occurredAt.S') AS occurred_at,
  CAST(json_extract_scalar(line, '$.Item.dated.BOOL') AS boolean) AS dated,
  json_extract_scalar(line, '$.Item.receivedAt.S') AS received_at,
  json_extract_scalar(line, '$.Item.deliveryId.S') AS delivery_id,
  CAST(json_extract_scalar(line, '$.Item.place.N') AS double) AS place,
  json_extract_scalar(line, '$.Item.brand.S') AS brand,
  json_format(json_extract(line, '$.Item.envelope')) AS envelope,
  json_extract_scalar(line, '$.Item.fingerprint.S') AS fingerprint,
  json_format(json_extract(line, '$.Item.payload')) AS payload,
  json_extract_scalar(line, '$.Item.payloadKey.S') AS payload_key,
  CAST(json_extract_scalar(line, '$.Item.expiresAt.N') AS double) AS expires_at,
  json_extract_scalar(line, '$.Item.messageId.S') AS message_id,
  json_extract_scalar(line, '$.Item.text.S') AS text,
  json_extract_scalar(line, '$.Item.from.S') AS written_by,
  json_extract_scalar(line, '$.Item.managerId.S') AS manager_id,
  CAST(json_extract_scalar(line, '$.Item.assigned.BOOL') AS boolean) AS assigned,
  json_extract_scalar(line, '$.Item.messageType.S') AS message_type,
  json_format(json_extract(line, '$.Item.files')) AS files,
  json_extract_scalar(line, '$.Item.subject.S') AS subject,
  json_extract_scalar(line, '$.Item.callDirection.S') AS call_direction,
  CAST(json_extract_scalar(line, '$.Item.callDuration.N') AS double) AS call_duration,
  json_extract_scalar(line, '$.Item.activityId.S') AS activity_id,
  CAST(json_extract_scalar(line, '$.Item.activityType.N') AS double) AS activity_type,
  json_extract_scalar(line, '$.Item.activity.S') AS activity,
  json_extract_scalar(line, '$.Item.actorId.S') AS actor_id,
  json_extract_scalar(line, '$.Item.statusId.S') AS status_id,
  json_extract_scalar(line, '$.Item.status.S') AS status,
  json_extract_scalar(line, '$.Item.tagId.S') AS tag_id,
  json_extract_scalar(line, '$.Item.action.S') AS action,
  json_extract_scalar(line, '$.Item.createdAt.S') AS created_at,
  json_extract_scalar(line, '$.Item.startedAt.S') AS started_at,
  json_extract_scalar(line, '$.Item.updatedAt.S') AS updated_at,
  json_format(json_extract(line, '$.Item.cut')) AS cut,
  json_extract_scalar(line, '$.Item.streamId.S') AS stream_id,
  json_extract_scalar(line, '$.Item.subStreamId.S') AS sub_stream_id,
  json_extract_scalar(line, '$.Item.streamName.S') AS stream_name,
  json_format(json_extract(line, '$.Item.streams')) AS streams,
  json_extract_scalar(line, '$.Item.channel.S') AS channel,
  json_extract_scalar(line, '$.Item.customerId.S') AS customer_id,
  json_extract_scalar(line, '$.Item.customerName.S') AS customer_name,
  json_extract_scalar(line, '$.Item.customerPhone.S') AS customer_phone,
  json_extract_scalar(line, '$.Item.customerEmail.S') AS customer_email,
  json_format(json_extract(line, '$.Item.customers')) AS customers,
  json_format(json_extract(line, '$.Item.tagIds')) AS tag_ids,
  json_format(json_extract(line, '$.Item.tags')) AS tags,
  json_format(json_extract(line, '$.Item.formerTags')) AS former_tags,
  json_format(json_extract(line, '$.Item.participants')) AS participants,
  json_extract_scalar(line, '$.Item.followUpAt.S') AS follow_up_at,
  json_extract_scalar(line, '$.Item.summary.S') AS summary,
  json_extract_scalar(line, '$.Item.redactedAt.S') AS redacted_at,
  json_extract_scalar(line, '$.Item.lastMessageAt.S') AS last_message_at,
  json_extract_scalar(line, '$.Item.lastMessageText.S') AS last_message_text,
  json_extract_scalar(line, '$.Item.lastMessageFrom.S') AS last_message_from,
  json_extract_scalar(line, '$.Item.contactKey.S') AS contact_key,
  CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')) AS timestamp) AS event_time,
  CAST(at_timezone(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')), 'UTC') AS date) AS day
FROM export_objects
WHERE (json_extract_scalar(line, '$.Item.record.S') = 'state' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'event#%' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'contact#%')
  AND json_extract_scalar(line, '$.Item.withdrawnAt.S') IS NULL;

-- export_users
-- The lines of an export of the users table.
CREATE EXTERNAL TABLE export_users (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001'
LOCATION 's3://<your bucket>/AWSDynamoDB/<export id of users>/data/';

-- raw_users
-- Its events, states and contacts.
CREATE OR REPLACE VIEW raw_users AS
SELECT
  json_extract_scalar(line, '$.Item.userId.S') AS user_id,
  json_extract_scalar(line, '$.Item.record.S') AS record,
  json_extract_scalar(line, '$.Item.trigger.S') AS trigger,
  json_extract_scalar(line, '$.Item.eventId.S') AS event_id,
  json_extract_scalar(line, '$.Item.occurredAt.S') AS occurred_at,
  CAST(json_extract_scalar(line, '$.Item.dated.BOOL') AS boolean) AS dated,
  json_extract_scalar(line, '$.Item.receivedAt.S') AS received_at,
  json_extract_scalar(line, '$.Item.deliveryId.S') AS delivery_id,
  CAST(json_extract_scalar(line, '$.Item.place.N') AS double) AS place,
  json_extract_scalar(line, '$.Item.brand.S') AS brand,
  json_format(json_extract(line, '$.Item.envelope')) AS envelope,
  json_extract_scalar(line, '$.Item.fingerprint.S') AS fingerprint,
  json_format(json_extract(line, '$.Item.payload')) AS payload,
  json_extract_scalar(line, '$.Item.payloadKey.S') AS payload_key,
  CAST(json_extract_scalar(line, '$.Item.expiresAt.N') AS double) AS expires_at,
  json_extract_scalar(line, '$.Item.tagId.S') AS tag_id,
  json_extract_scalar(line, '$.Item.action.S') AS action,
  json_extract_scalar(line, '$.Item.firstName.S') AS first_name,
  json_extract_scalar(line, '$.Item.lastName.S') AS last_name,
  json_extract_scalar(line, '$.Item.email.S') AS email,
  json_extract_scalar(line, '$.Item.phone1.S') AS phone1,
  json_extract_scalar(line, '$.Item.phone2.S') AS phone2,
  json_extract_scalar(line, '$.Item.uniqueId.S') AS unique_id,
  json_extract_scalar(line, '$.Item.locale.S') AS locale,
  json_extract_scalar(line, '$.Item.updatedAt.S') AS updated_at,
  json_format(json_extract(line, '$.Item.cut')) AS cut,
  json_extract_scalar(line, '$.Item.remarks.S') AS remarks,
  json_format(json_extract(line, '$.Item.content')) AS content,
  CAST(json_extract_scalar(line, '$.Item.loggedIn.BOOL') AS boolean) AS logged_in,
  json_extract_scalar(line, '$.Item.lastLoginAt.S') AS last_login_at,
  json_extract_scalar(line, '$.Item.lastLogoutAt.S') AS last_logout_at,
  json_format(json_extract(line, '$.Item.tagIds')) AS tag_ids,
  json_format(json_extract(line, '$.Item.tags')) AS tags,
  json_format(json_extract(line, '$.Item.formerTags')) AS former_tags,
  json_extract_scalar(line, '$.Item.contactKey.S') AS contact_key,
  CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')) AS timestamp) AS event_time,
  CAST(at_timezone(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')), 'UTC') AS date) AS day
FROM export_users
WHERE (json_extract_scalar(line, '$.Item.record.S') = 'state' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'event#%' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'contact#%')
  AND json_extract_scalar(line, '$.Item.withdrawnAt.S') IS NULL;

-- export_satisfaction
-- The lines of an export of the satisfaction table.
CREATE EXTERNAL TABLE export_satisfaction (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001'
LOCATION 's3://<your bucket>/AWSDynamoDB/<export id of satisfaction>/data/';

-- raw_satisfaction
-- Its events, states and contacts.
CREATE OR REPLACE VIEW raw_satisfaction AS
SELECT
  json_extract_scalar(line, '$.Item.objectId.S') AS object_id,
  json_extract_scalar(line, '$.Item.record.S') AS record,
  CAST(json_extract_scalar(line, '$.Item.score.N') AS double) AS score,
  json_extract_scalar(line, '$.Item.scoreText.S') AS score_text,
  json_extract_scalar(line, '$.Item.description.S') AS description,
  json_extract_scalar(line, '$.Item.trigger.S') AS trigger,
  json_extract_scalar(line, '$.Item.eventId.S') AS event_id,
  json_extract_scalar(line, '$.Item.occurredAt.S') AS occurred_at,
  CAST(json_extract_scalar(line, '$.Item.dated.BOOL') AS boolean) AS dated,
  json_extract_scalar(line, '$.Item.receivedAt.S') AS received_at,
  json_extract_scalar(line, '$.Item.deliveryId.S') AS delivery_id,
  CAST(json_extract_scalar(line, '$.Item.place.N') AS double) AS place,
  json_extract_scalar(line, '$.Item.brand.S') AS brand,
  json_format(json_extract(line, '$.Item.envelope')) AS envelope,
  json_extract_scalar(line, '$.Item.fingerprint.S') AS fingerprint,
  json_format(json_extract(line, '$.Item.payload')) AS payload,
  json_extract_scalar(line, '$.Item.payloadKey.S') AS payload_key,
  CAST(json_extract_scalar(line, '$.Item.expiresAt.N') AS double) AS expires_at,
  json_extract_scalar(line, '$.Item.month.S') AS month,
  json_extract_scalar(line, '$.Item.submittedAt.S') AS submitted_at,
  json_extract_scalar(line, '$.Item.updatedAt.S') AS updated_at,
  json_format(json_extract(line, '$.Item.cut')) AS cut,
  json_extract_scalar(line, '$.Item.contactKey.S') AS contact_key,
  CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')) AS timestamp) AS event_time,
  CAST(at_timezone(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')), 'UTC') AS date) AS day
FROM export_satisfaction
WHERE (json_extract_scalar(line, '$.Item.record.S') = 'state' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'event#%' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'contact#%')
  AND json_extract_scalar(line, '$.Item.withdrawnAt.S') IS NULL;

-- export_tags
-- The lines of an export of the tags table.
CREATE EXTERNAL TABLE export_tags (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001'
LOCATION 's3://<your bucket>/AWSDynamoDB/<export id of tags>/data/';

-- raw_tags
-- Its events, states and contacts.
CREATE OR REPLACE VIEW raw_tags AS
SELECT
  json_extract_scalar(line, '$.Item.tagKey.S') AS tag_key,
  json_extract_scalar(line, '$.Item.record.S') AS record,
  json_extract_scalar(line, '$.Item.trigger.S') AS trigger,
  json_extract_scalar(line, '$.Item.eventId.S') AS event_id,
  json_extract_scalar(line, '$.Item.occurredAt.S') AS occurred_at,
  CAST(json_extract_scalar(line, '$.Item.dated.BOOL') AS boolean) AS dated,
  json_extract_scalar(line, '$.Item.receivedAt.S') AS received_at,
  json_extract_scalar(line, '$.Item.deliveryId.S') AS delivery_id,
  CAST(json_extract_scalar(line, '$.Item.place.N') AS double) AS place,
  json_extract_scalar(line, '$.Item.brand.S') AS brand,
  json_format(json_extract(line, '$.Item.envelope')) AS envelope,
  json_extract_scalar(line, '$.Item.fingerprint.S') AS fingerprint,
  json_format(json_extract(line, '$.Item.payload')) AS payload,
  json_extract_scalar(line, '$.Item.payloadKey.S') AS payload_key,
  CAST(json_extract_scalar(line, '$.Item.expiresAt.N') AS double) AS expires_at,
  json_extract_scalar(line, '$.Item.tagId.S') AS tag_id,
  json_extract_scalar(line, '$.Item.updatedAt.S') AS updated_at,
  json_format(json_extract(line, '$.Item.cut')) AS cut,
  json_extract_scalar(line, '$.Item.groupId.S') AS group_id,
  json_extract_scalar(line, '$.Item.name.S') AS name,
  json_extract_scalar(line, '$.Item.typeId.S') AS type_id,
  json_extract_scalar(line, '$.Item.type.S') AS type,
  CAST(json_extract_scalar(line, '$.Item.isObject.BOOL') AS boolean) AS is_object,
  CAST(json_extract_scalar(line, '$.Item.isUser.BOOL') AS boolean) AS is_user,
  json_extract_scalar(line, '$.Item.unit.S') AS unit,
  json_extract_scalar(line, '$.Item.unitValidationType.S') AS unit_validation_type,
  json_format(json_extract(line, '$.Item.unitValidation')) AS unit_validation,
  json_extract_scalar(line, '$.Item.defaultValue.S') AS default_value,
  CAST(json_extract_scalar(line, '$.Item.deleted.BOOL') AS boolean) AS deleted,
  json_extract_scalar(line, '$.Item.contactKey.S') AS contact_key,
  CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')) AS timestamp) AS event_time,
  CAST(at_timezone(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')), 'UTC') AS date) AS day
FROM export_tags
WHERE (json_extract_scalar(line, '$.Item.record.S') = 'state' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'event#%' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'contact#%')
  AND json_extract_scalar(line, '$.Item.withdrawnAt.S') IS NULL;

-- export_forms
-- The lines of an export of the forms table.
CREATE EXTERNAL TABLE export_forms (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001'
LOCATION 's3://<your bucket>/AWSDynamoDB/<export id of forms>/data/';

-- raw_forms
-- Its events, states and contacts.
CREATE OR REPLACE VIEW raw_forms AS
SELECT
  json_extract_scalar(line, '$.Item.objectId.S') AS object_id,
  json_extract_scalar(line, '$.Item.record.S') AS record,
  json_extract_scalar(line, '$.Item.formUrl.S') AS form_url,
  json_format(json_extract(line, '$.Item.properties')) AS properties,
  json_extract_scalar(line, '$.Item.submissionContext.S') AS submission_context,
  json_extract_scalar(line, '$.Item.trigger.S') AS trigger,
  json_extract_scalar(line, '$.Item.eventId.S') AS event_id,
  json_extract_scalar(line, '$.Item.occurredAt.S') AS occurred_at,
  CAST(json_extract_scalar(line, '$.Item.dated.BOOL') AS boolean) AS dated,
  json_extract_scalar(line, '$.Item.receivedAt.S') AS received_at,
  json_extract_scalar(line, '$.Item.deliveryId.S') AS delivery_id,
  CAST(json_extract_scalar(line, '$.Item.place.N') AS double) AS place,
  json_extract_scalar(line, '$.Item.brand.S') AS brand,
  json_format(json_extract(line, '$.Item.envelope')) AS envelope,
  json_extract_scalar(line, '$.Item.fingerprint.S') AS fingerprint,
  json_format(json_extract(line, '$.Item.payload')) AS payload,
  json_extract_scalar(line, '$.Item.payloadKey.S') AS payload_key,
  CAST(json_extract_scalar(line, '$.Item.expiresAt.N') AS double) AS expires_at,
  json_extract_scalar(line, '$.Item.month.S') AS month,
  json_extract_scalar(line, '$.Item.submittedAt.S') AS submitted_at,
  json_extract_scalar(line, '$.Item.updatedAt.S') AS updated_at,
  json_format(json_extract(line, '$.Item.cut')) AS cut,
  json_extract_scalar(line, '$.Item.contactKey.S') AS contact_key,
  CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')) AS timestamp) AS event_time,
  CAST(at_timezone(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')), 'UTC') AS date) AS day
FROM export_forms
WHERE (json_extract_scalar(line, '$.Item.record.S') = 'state' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'event#%' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'contact#%')
  AND json_extract_scalar(line, '$.Item.withdrawnAt.S') IS NULL;

-- export_chats
-- The lines of an export of the chats table.
CREATE EXTERNAL TABLE export_chats (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001'
LOCATION 's3://<your bucket>/AWSDynamoDB/<export id of chats>/data/';

-- raw_chats
-- Its events, states and contacts.
CREATE OR REPLACE VIEW raw_chats AS
SELECT
  json_extract_scalar(line, '$.Item.objectId.S') AS object_id,
  json_extract_scalar(line, '$.Item.record.S') AS record,
  json_extract_scalar(line, '$.Item.userId.S') AS user_id,
  json_extract_scalar(line, '$.Item.trigger.S') AS trigger,
  json_extract_scalar(line, '$.Item.eventId.S') AS event_id,
  json_extract_scalar(line, '$.Item.occurredAt.S') AS occurred_at,
  CAST(json_extract_scalar(line, '$.Item.dated.BOOL') AS boolean) AS dated,
  json_extract_scalar(line, '$.Item.receivedAt.S') AS received_at,
  json_extract_scalar(line, '$.Item.deliveryId.S') AS delivery_id,
  CAST(json_extract_scalar(line, '$.Item.place.N') AS double) AS place,
  json_extract_scalar(line, '$.Item.brand.S') AS brand,
  json_format(json_extract(line, '$.Item.envelope')) AS envelope,
  json_extract_scalar(line, '$.Item.fingerprint.S') AS fingerprint,
  json_format(json_extract(line, '$.Item.payload')) AS payload,
  json_extract_scalar(line, '$.Item.payloadKey.S') AS payload_key,
  CAST(json_extract_scalar(line, '$.Item.expiresAt.N') AS double) AS expires_at,
  json_extract_scalar(line, '$.Item.lastExitAt.S') AS last_exit_at,
  json_extract_scalar(line, '$.Item.updatedAt.S') AS updated_at,
  json_format(json_extract(line, '$.Item.cut')) AS cut,
  json_extract_scalar(line, '$.Item.contactKey.S') AS contact_key,
  CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')) AS timestamp) AS event_time,
  CAST(at_timezone(from_iso8601_timestamp(json_extract_scalar(line, '$.Item.occurredAt.S')), 'UTC') AS date) AS day
FROM export_chats
WHERE (json_extract_scalar(line, '$.Item.record.S') = 'state' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'event#%' OR json_extract_scalar(line, '$.Item.record.S') LIKE 'contact#%')
  AND json_extract_scalar(line, '$.Item.withdrawnAt.S') IS NULL;

-- activities
-- Activities (CommBox's OnNewActivity), one line each. An activity that CommBox sent several times, such as a change of
-- channel to both channels or with and without complete data, is one line; times_received says how often it came.
-- agent_id: who did it; empty for the system. manager_id: who was assigned (NewManagerAssignment), empty for nobody.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnNewActivity with all types, with complete data.
CREATE OR REPLACE VIEW activities AS
SELECT object_id, coalesce(activity_id, event_id) AS activity_id, max(activity) AS activity,
       max(activity_type) AS activity_type, min(event_time) AS event_time, min(day) AS day,
       max(actor_id) AS agent_id, max(status_id) AS status_id, max(status) AS status,
       max(tag_id) AS tag_id, max(action) AS action, bool_or(assigned) AS assigned, max(manager_id) AS manager_id,
       max(coalesce(json_extract_scalar(payload, '$.M.StreamId.S'), json_extract_scalar(payload, '$.M.StreamId.N'))) AS stream_id,
       count(*) AS times_received
FROM raw_objects
WHERE trigger = 'OnNewActivity'
GROUP BY object_id, coalesce(activity_id, event_id);

-- channels
-- Channels (CommBox's streams) in which a conversation was, with the latest name and provider that CommBox sent.
-- A name is only sent when a conversation changes its channel; type is the provider, such as WhatsApp. channel is what
-- other views call it: its name, else its type and id.
-- Needs: Object, OnNew or OnNewChild with complete data; OnNewActivity with types 5 and 20 for names.
CREATE OR REPLACE VIEW channels AS
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
FROM named;

-- forms
-- Submitted forms, one line each. CommBox sends no time of them: it is that of the receipt.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Form, OnSubmit, with complete data; Object for the customer and the channel.
CREATE OR REPLACE VIEW forms AS
SELECT answers.event_id AS form_id, answers.object_id, answers.event_time, answers.day, answers.form_url, answers.submission_context,
       answers.properties, states.customer_id, states.customer_name AS customer,
       states.stream_id, coalesce(channels.channel, states.stream_id) AS channel
FROM raw_forms AS answers
LEFT JOIN raw_objects AS states ON states.object_id = answers.object_id AND states.record = 'state'
LEFT JOIN channels ON channels.stream_id = states.stream_id
WHERE answers.trigger = 'OnSubmit';

-- form_answers
-- Answers of submitted forms, one line for each field. answer is the text, number or boolean as it was typed; of anything
-- else it is DynamoDB's JSON.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Form, OnSubmit, with complete data; Object for the customer and the channel.
CREATE OR REPLACE VIEW form_answers AS
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
CROSS JOIN UNNEST(map_keys(answers)) AS names(field);

-- messages
-- Messages of customers, agents and bots, one line each. A message with an id that CommBox sent several times is one
-- line; so is one without an id (a flat message, or the opening message of OnNew) that has the text, author and date of
-- another. times_received says how often it came; raw_objects has the events.
-- author: customer, agent, or bot (written by CommBox's side, without an agent); empty if it was not sent.
-- stream_id: the channel in which it was written. status_id: of the conversation when it was written.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnNew and OnNewChild, with complete data.
CREATE OR REPLACE VIEW messages AS
WITH received AS (
  SELECT object_id, message_id, event_time, day, text, written_by, actor_id, message_type, subject, status_id,
         coalesce(json_extract_scalar(payload, '$.M.StreamId.S'), json_extract_scalar(payload, '$.M.StreamId.N')) AS stream_id,
         coalesce(
           message_id,
           CASE WHEN dated THEN min(message_id) OVER (PARTITION BY object_id, event_time, dated, written_by, actor_id, text) END,
           CASE WHEN dated THEN min(event_id) OVER (PARTITION BY object_id, event_time, dated, written_by, actor_id, text) ELSE event_id END
         ) AS message_key
  FROM raw_objects
  WHERE trigger IN ('OnNew', 'OnNewChild')
    AND (message_id IS NOT NULL OR text IS NOT NULL OR written_by IS NOT NULL OR message_type IS NOT NULL)
)
SELECT object_id, message_key, max(message_id) AS message_id, min(event_time) AS event_time, min(day) AS day,
       CASE WHEN max(written_by) = 'manager' AND max(actor_id) IS NULL THEN 'bot'
            WHEN max(written_by) = 'manager' THEN 'agent'
            ELSE max(written_by) END AS author,
       max(actor_id) AS agent_id, max(text) AS text, max(subject) AS subject, max(message_type) AS message_type,
       max(stream_id) AS stream_id, max(status_id) AS status_id, count(*) AS times_received
FROM received
GROUP BY object_id, message_key;

-- users
-- Users as they are now: customers and agents, as CommBox calls both.
-- Times: UTC.
-- Needs: User, OnNew and OnUpdate, with complete data; Login and Logout for the log-ins.
CREATE OR REPLACE VIEW users AS
SELECT user_id, nullif(trim(concat(coalesce(first_name, ''), ' ', coalesce(last_name, ''))), '') AS name,
       first_name, last_name, email, phone1, phone2, unique_id, locale, logged_in,
       CAST(from_iso8601_timestamp(last_login_at) AS timestamp) AS last_login_time,
       CAST(from_iso8601_timestamp(last_logout_at) AS timestamp) AS last_logout_time
FROM raw_users
WHERE record = 'state';

-- agents
-- Agents: every user who logged in, wrote as an agent, did something in a conversation, or was assigned to one.
-- name is empty if no webhook of the user was received.
-- Times: UTC.
-- Needs: Object, OnNewActivity and OnNewChild with complete data; User, Login, and OnNew with complete data for names.
CREATE OR REPLACE VIEW agents AS
WITH seen AS (
  SELECT agent_id FROM messages WHERE agent_id IS NOT NULL
  UNION
  SELECT agent_id FROM activities WHERE agent_id IS NOT NULL
  UNION
  SELECT manager_id FROM activities WHERE manager_id IS NOT NULL
  UNION
  SELECT user_id FROM raw_users WHERE trigger IN ('Login', 'Logout')
)
SELECT seen.agent_id, users.name, users.email, users.logged_in, users.last_login_time, users.last_logout_time
FROM seen
LEFT JOIN users ON users.user_id = seen.agent_id;

-- assignments
-- Who held a conversation, and from when to when: one line for each time that an agent got it. ended_time is empty while
-- the agent holds it. Only activity 6 names the agent, so that OnAssign makes no line; OnUnAssign ends one.
-- Times: UTC; day is that of the stage's reportTimeZone.
-- Needs: Object, OnNewActivity with type 6 and complete data; OnUnAssign.
CREATE OR REPLACE VIEW assignments AS
WITH changes AS (
  SELECT object_id, activity_id AS change_id, event_time, event_time AS order_time, day, manager_id, agent_id AS assigned_by
  FROM activities
  WHERE activity = 'NewManagerAssignment' AND assigned IS NOT NULL
  UNION ALL
  -- It has no time of CommBox's: as in the states, CommBox's own word wins within five seconds.
  SELECT object_id, event_id, event_time, event_time - INTERVAL '5' SECOND, day, NULL, NULL
  FROM raw_objects
  WHERE trigger = 'OnUnAssign'
), spans AS (
  SELECT object_id, manager_id AS agent_id, event_time, day, assigned_by,
         lead(event_time) OVER (PARTITION BY object_id ORDER BY order_time, length(change_id), change_id) AS ended_time
  FROM changes
)
SELECT object_id, agent_id, coalesce(users.name, agent_id) AS agent, event_time, day, ended_time, assigned_by
FROM spans
LEFT JOIN users ON users.user_id = spans.agent_id
WHERE agent_id IS NOT NULL;

-- conversations
-- Conversations as they are now, one line each.
-- event_time is when it began, and day the day of it. is_closed: Resolved, Irrelevant, Deleted or Archive. waiting_since:
-- the first message of the customer that no agent's message followed; a bot's is no answer.
-- Times: UTC; day is that of the stage's reportTimeZone.
-- Needs: Object, all triggers, with complete data.
CREATE OR REPLACE VIEW conversations AS
WITH written AS (
  SELECT object_id, author, event_time,
         max(CASE WHEN author = 'agent' THEN event_time END) OVER (PARTITION BY object_id) AS answered_time
  FROM messages
), counts AS (
  SELECT object_id,
         count(*) FILTER (WHERE author = 'customer') AS customer_messages,
         count(*) FILTER (WHERE author = 'agent') AS agent_messages,
         count(*) FILTER (WHERE author = 'bot') AS bot_messages,
         max(event_time) AS last_message_time,
         min(event_time) FILTER (WHERE author = 'customer' AND (answered_time IS NULL OR event_time > answered_time)) AS waiting_since
  FROM written
  GROUP BY object_id
), states AS (
  SELECT object_id, status_id, status, stream_id, manager_id, customer_id, customer_name, customer_phone, customer_email, summary,
         from_iso8601_timestamp(coalesce(created_at, started_at)) AS started
  FROM raw_objects
  WHERE record = 'state'
)
SELECT states.object_id, CAST(started AS timestamp) AS event_time, CAST(at_timezone(started, 'UTC') AS date) AS day,
       status_id, status, coalesce(status_id IN ('2', '4', '5', '14'), false) AS is_closed,
       states.stream_id, coalesce(channels.channel, states.stream_id) AS channel, channels.type AS channel_type,
       manager_id AS agent_id, coalesce(users.name, manager_id) AS agent,
       customer_id, customer_name AS customer, customer_phone, customer_email, summary,
       coalesce(customer_messages, 0) AS customer_messages, coalesce(agent_messages, 0) AS agent_messages,
       coalesce(bot_messages, 0) AS bot_messages, last_message_time, waiting_since
FROM states
LEFT JOIN counts ON counts.object_id = states.object_id
LEFT JOIN channels ON channels.stream_id = states.stream_id
LEFT JOIN users ON users.user_id = states.manager_id;

-- first_responses
-- How long each conversation waited for the first message of an agent, one line each. A bot's message is no response.
-- outcome: answered; unanswered; or agent-begun, if an agent wrote before the customer did, and nobody waited.
-- event_time is the first message of the customer (of the agent if agent-begun), day the day of it, seconds the wait.
-- Times: UTC; day is that of the stage's reportTimeZone.
-- Needs: Object, OnNew and OnNewChild, with complete data.
CREATE OR REPLACE VIEW first_responses AS
WITH firsts AS (
  SELECT object_id,
         min(event_time) FILTER (WHERE author = 'customer') AS asked_time,
         min(day) FILTER (WHERE author = 'customer') AS asked_day,
         min(event_time) FILTER (WHERE author = 'agent') AS agent_time,
         min(day) FILTER (WHERE author = 'agent') AS agent_day,
         min_by(stream_id, event_time) FILTER (WHERE author IN ('customer', 'agent')) AS stream_id
  FROM messages
  GROUP BY object_id
), answers AS (
  SELECT messages.object_id, min(messages.event_time) AS answered_time, min_by(messages.agent_id, messages.event_time) AS agent_id
  FROM messages
  JOIN firsts ON firsts.object_id = messages.object_id
  WHERE messages.author = 'agent' AND messages.event_time >= firsts.asked_time
  GROUP BY messages.object_id
), outcomes AS (
  SELECT firsts.object_id, firsts.stream_id, asked_time, asked_day, agent_time, agent_day, answered_time, answers.agent_id,
         CASE WHEN asked_time IS NULL OR agent_time < asked_time THEN 'agent-begun'
              WHEN answered_time IS NULL THEN 'unanswered'
              ELSE 'answered' END AS outcome
  FROM firsts
  LEFT JOIN answers ON answers.object_id = firsts.object_id
  WHERE asked_time IS NOT NULL OR agent_time IS NOT NULL
)
SELECT outcomes.object_id, outcome,
       CASE WHEN outcome = 'agent-begun' THEN agent_time ELSE asked_time END AS event_time,
       CASE WHEN outcome = 'agent-begun' THEN agent_day ELSE asked_day END AS day,
       CASE WHEN outcome = 'answered' THEN answered_time END AS answered_time,
       CASE WHEN outcome = 'answered' THEN date_diff('second', asked_time, answered_time) END AS seconds,
       CASE WHEN outcome = 'answered' THEN outcomes.agent_id END AS agent_id,
       CASE WHEN outcome = 'answered' THEN coalesce(users.name, outcomes.agent_id) END AS agent,
       outcomes.stream_id, coalesce(channels.channel, outcomes.stream_id) AS channel
FROM outcomes
LEFT JOIN channels ON channels.stream_id = outcomes.stream_id
LEFT JOIN users ON users.user_id = outcomes.agent_id;

-- contacts_by_person
-- Conversations by the person behind them, one line each, to see who came back and how soon. A person can be several
-- customers, one for each channel: they are one if they have a phone number or an e-mail address in common, or are
-- linked by at most two further customers who do.
-- person is the least of the person's customers, contact_number counts the person's conversations by time, and
-- seconds_since_previous is the time since the one before began. begun_by: customer or agent.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnNew and OnNewChild, with complete data; User, OnNew and OnUpdate for more of their addresses.
CREATE OR REPLACE VIEW contacts_by_person AS
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
FROM contacts;

-- scores
-- Satisfaction scores, one line for each submission, with the agent who held the conversation at that time.
-- score is a number; score_text is what was sent instead, such as 4/5. CommBox sends no time: it is that of the receipt.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Satisfaction, OnSubmit, with complete data; Object, OnNewActivity with type 6 for the agent.
CREATE OR REPLACE VIEW scores AS
SELECT answers.object_id, answers.event_time, answers.day, answers.score, answers.score_text, answers.description,
       assignments.agent_id, assignments.agent, states.stream_id, coalesce(channels.channel, states.stream_id) AS channel
FROM raw_satisfaction AS answers
LEFT JOIN assignments ON assignments.object_id = answers.object_id AND assignments.event_time <= answers.event_time
  AND (assignments.ended_time IS NULL OR answers.event_time < assignments.ended_time)
LEFT JOIN raw_objects AS states ON states.object_id = answers.object_id AND states.record = 'state'
LEFT JOIN channels ON channels.stream_id = states.stream_id
WHERE answers.trigger = 'OnSubmit';

-- sessions
-- Sessions of agents: from a log-in to the next log-out. ended_time is empty if the agent is still logged in, or if the
-- next that CommBox sent is another log-in. CommBox sends no times of these: they are those of the receipt.
-- Times: UTC; day is that of the log-in, in the stage's reportTimeZone.
-- Needs: User, Login and Logout; complete data for names.
CREATE OR REPLACE VIEW sessions AS
WITH logs AS (
  SELECT user_id, trigger, event_time, day,
         lead(trigger) OVER (PARTITION BY user_id ORDER BY event_time, event_id) AS next_trigger,
         lead(event_time) OVER (PARTITION BY user_id ORDER BY event_time, event_id) AS next_time
  FROM raw_users
  WHERE trigger IN ('Login', 'Logout')
)
SELECT logs.user_id AS agent_id, coalesce(users.name, logs.user_id) AS agent, event_time, day,
       CASE WHEN next_trigger = 'Logout' THEN next_time END AS ended_time,
       CASE WHEN next_trigger = 'Logout' THEN date_diff('second', event_time, next_time) END AS seconds
FROM logs
LEFT JOIN users ON users.user_id = logs.user_id
WHERE trigger = 'Login';

-- status_changes
-- Changes of a conversation's status that CommBox sent as such, those of a rule among them, one line each.
-- agent_id: who made it; empty for the system. previous_status_id: of the change before, empty for the first.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnNewActivity with types 2 and 11, with complete data.
CREATE OR REPLACE VIEW status_changes AS
SELECT object_id, activity_id, event_time, day, agent_id, coalesce(users.name, agent_id) AS agent, stream_id, status_id, status,
       lag(status_id) OVER (PARTITION BY object_id ORDER BY event_time, length(activity_id), activity_id) AS previous_status_id
FROM activities
LEFT JOIN users ON users.user_id = activities.agent_id
WHERE activity IN ('StatusChange', 'RuleExecuted') AND status_id IS NOT NULL;

-- reopenings
-- Resolved conversations that were opened again, one line for each time: by a change of status, or by a message that
-- came more than a minute later in a conversation whose status is no longer a closed one. Closed are Resolved,
-- Irrelevant, Deleted and Archive.
-- reopened_by: agent, customer or bot if a message did it; agent or system if a change of status did.
-- Times: UTC; day is that of the reopening, in the stage's reportTimeZone.
-- Needs: Object, OnNewActivity with type 2, OnNew and OnNewChild, with complete data.
CREATE OR REPLACE VIEW reopenings AS
WITH known AS (
  SELECT object_id, event_time, event_time AS order_time, day, status_id, agent_id,
         CASE WHEN agent_id IS NULL THEN 'system' ELSE 'agent' END AS reopened_by
  FROM status_changes
  UNION ALL
  -- A message says the status in passing: as in the states, that counts a minute earlier.
  SELECT object_id, event_time, event_time - INTERVAL '1' MINUTE, day, status_id, agent_id, author
  FROM messages
  WHERE status_id IS NOT NULL
), ordered AS (
  SELECT object_id, event_time, day, status_id, agent_id, reopened_by,
         lag(status_id) OVER (PARTITION BY object_id ORDER BY order_time, event_time) AS previous_status_id,
         max(CASE WHEN status_id = '2' THEN event_time END)
           OVER (PARTITION BY object_id ORDER BY order_time, event_time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS resolved_time
  FROM known
)
SELECT object_id, resolved_time, event_time, day, date_diff('second', resolved_time, event_time) AS seconds, reopened_by, agent_id
FROM ordered
WHERE previous_status_id IN ('2', '4', '5', '14') AND status_id NOT IN ('2', '4', '5', '14') AND resolved_time IS NOT NULL;

-- tag_changes
-- Tags that were added to a conversation or removed from it, one line for each change. A change that CommBox sent as
-- OnUpdateTag and as activity 7 is one: OnUpdateTag has the time of receipt, so that it is the same as an activity of at
-- most ten minutes before or five seconds after. A tag that is added while it is there has not changed.
-- agent_id is only known from activity 7. A rule adds a tag by activity 11.
-- Times: event_time is UTC, day is that of the stage's reportTimeZone.
-- Needs: Object, OnUpdateTag or OnNewActivity with types 7 and 11, with complete data; Tag, OnAdd and OnAddGroup for names.
CREATE OR REPLACE VIEW tag_changes AS
WITH sent AS (
  SELECT object_id, tag_id, action, event_time, day, agent_id, activity_id AS change_id, event_time AS activity_time
  FROM activities
  WHERE activity IN ('UpdateObjectTag', 'RuleExecuted') AND tag_id IS NOT NULL AND action IS NOT NULL
  UNION ALL
  SELECT object_id, tag_id, action, event_time, day, NULL, event_id, NULL
  FROM raw_objects
  WHERE trigger = 'OnUpdateTag' AND tag_id IS NOT NULL AND action IS NOT NULL
), paired AS (
  SELECT object_id, tag_id, action, event_time, day, agent_id, change_id, activity_time,
         max(activity_time) OVER (PARTITION BY object_id, tag_id, action ORDER BY event_time ROWS UNBOUNDED PRECEDING) AS before,
         min(activity_time) OVER (PARTITION BY object_id, tag_id, action ORDER BY event_time ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS after
  FROM sent
), changes AS (
  SELECT object_id, tag_id, action, event_time, day, agent_id,
         lag(action) OVER (PARTITION BY object_id, tag_id ORDER BY event_time, length(change_id), change_id) AS previous_action
  FROM paired
  WHERE activity_time IS NOT NULL
     OR (coalesce(date_diff('second', before, event_time), 601) > 600 AND coalesce(date_diff('second', event_time, after), 6) > 5)
), names AS (
  SELECT tags.tag_id, tags.name, tag_groups.name AS group_name
  FROM raw_tags AS tags
  LEFT JOIN raw_tags AS tag_groups ON tag_groups.tag_key = concat('group#', tags.group_id) AND tag_groups.record = 'state'
  WHERE tags.record = 'state' AND tags.tag_key LIKE 'tag#%'
)
SELECT changes.object_id, changes.tag_id, coalesce(names.name, changes.tag_id) AS tag, names.group_name AS tag_group,
       changes.action, changes.event_time, changes.day, changes.agent_id, coalesce(users.name, changes.agent_id) AS agent
FROM changes
LEFT JOIN names ON names.tag_id = changes.tag_id
LEFT JOIN users ON users.user_id = changes.agent_id
WHERE changes.previous_action IS NULL OR changes.previous_action <> changes.action;

-- conversations
-- Conversations. One line for each conversation that began in the period: the file for another system, every night.
SELECT conversations.object_id, conversations.event_time AS begun_time, conversations.channel, conversations.customer_id,
       conversations.customer, conversations.agent, conversations.status, outcome, first_responses.seconds AS first_response_seconds,
       customer_messages, agent_messages, bot_messages, average_score
FROM conversations
LEFT JOIN first_responses ON first_responses.object_id = conversations.object_id
LEFT JOIN (SELECT object_id, avg(score) AS average_score FROM scores GROUP BY object_id) AS averages
  ON averages.object_id = conversations.object_id
WHERE conversations.day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
ORDER BY conversations.event_time, conversations.object_id;

-- first-response
-- First response. How long customers wait for the first message of an agent. A bot's message is no response, and conversations that an agent began are not counted.
SELECT stream_id, channel, CAST(date_trunc('week', day) AS date) AS week, count(*) AS conversations,
       count(*) FILTER (WHERE outcome = 'answered') AS answered,
       count(*) FILTER (WHERE outcome = 'unanswered') AS unanswered,
       approx_percentile(seconds, 0.5) AS median_seconds,
       approx_percentile(seconds, 0.9) AS p90_seconds
FROM first_responses
WHERE outcome <> 'agent-begun' AND day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3;

-- form-answers
-- Form answers. The answers of submitted forms, a column for each field.
SELECT day, object_id, channel, customer, form_url, field, answer
FROM form_answers
WHERE day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
ORDER BY event_time, object_id, form_id, field;

-- overview
-- Overview. What came in and what was done: conversations that began, messages of customers and of agents, resolutions.
SELECT day, sum(conversations) AS conversations, sum(customer_messages) AS customer_messages,
       sum(agent_messages) AS agent_messages, sum(resolutions) AS resolutions
FROM (
  SELECT day, 1 AS conversations, 0 AS customer_messages, 0 AS agent_messages, 0 AS resolutions FROM first_responses
  UNION ALL
  SELECT day, 0, CASE WHEN author = 'customer' THEN 1 ELSE 0 END, CASE WHEN author = 'agent' THEN 1 ELSE 0 END, 0 FROM messages
  UNION ALL
  SELECT day, 0, 0, 0, 1 FROM status_changes WHERE status_id = '2'
) AS counts
WHERE day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
GROUP BY 1
ORDER BY 1;

-- reopen-rate
-- Reopen rate. How many resolutions did not last: the conversation was opened again. Days are those of the resolution.
SELECT CAST(date_trunc('week', day) AS date) AS week, count(DISTINCT activity_id) AS resolutions,
       count(DISTINCT CASE WHEN is_reopened THEN activity_id END) AS reopened,
       round(100.0 * count(DISTINCT CASE WHEN is_reopened THEN activity_id END) / count(DISTINCT activity_id), 1) AS percent_reopened
FROM (
  SELECT status_changes.activity_id, status_changes.day, status_changes.agent_id, status_changes.agent,
         reopenings.object_id IS NOT NULL AS is_reopened
  FROM status_changes
  LEFT JOIN reopenings ON reopenings.object_id = status_changes.object_id AND reopenings.resolved_time = status_changes.event_time
  WHERE status_changes.status_id = '2'
) AS resolutions
WHERE day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
GROUP BY 1
ORDER BY 1;

-- repeat-contacts
-- Repeat contacts. How many conversations a person began within seven days after that person's last one began, on any channel.
SELECT stream_id, channel, count(*) AS contacts,
       count(*) FILTER (WHERE seconds_since_previous <= 604800) AS repeated,
       round(100.0 * count(*) FILTER (WHERE seconds_since_previous <= 604800) / count(*), 1) AS percent_repeated
FROM contacts_by_person
WHERE begun_by = 'customer' AND day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
GROUP BY 1, 2
ORDER BY 1, 2;

-- resolved
-- Resolved conversations. How many conversations each agent resolved.
SELECT agent_id, agent, day, count(DISTINCT object_id) AS conversations
FROM status_changes
WHERE status_id = '2' AND day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3;

-- scores
-- Satisfaction by agent. Scores of the agents who held the conversation when the customer answered.
SELECT agent_id, agent, count(score) AS answers, round(avg(score), 2) AS average, min(score) AS lowest, max(score) AS highest
FROM scores
WHERE score IS NOT NULL AND day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
GROUP BY 1, 2
ORDER BY 1, 2;

-- top-tags
-- Top tags. How many conversations got each tag, the most frequent first.
SELECT tag_group, tag_id, tag, count(DISTINCT object_id) AS conversations
FROM tag_changes
WHERE action = 'add' AND day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
GROUP BY 1, 2, 3
ORDER BY conversations DESC, 1, 2, 3;

-- unanswered
-- Unanswered for a day. Open conversations whose customer has waited for an agent for 24 hours or longer, the longest first.
SELECT object_id, channel, customer, agent, status, waiting_since, date_diff('hour', waiting_since, TIMESTAMP '2026-12-31 23:59:59.000') AS hours
FROM conversations
WHERE NOT is_closed AND date_diff('hour', waiting_since, TIMESTAMP '2026-12-31 23:59:59.000') >= 24 AND day BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'
ORDER BY waiting_since, object_id;
