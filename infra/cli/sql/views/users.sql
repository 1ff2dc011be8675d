-- Users as they are now: customers and agents, as CommBox calls both.
-- Times: UTC.
-- Needs: User, OnNew and OnUpdate, with complete data; Login and Logout for the log-ins.
SELECT user_id, nullif(trim(concat(coalesce(first_name, ''), ' ', coalesce(last_name, ''))), '') AS name,
       first_name, last_name, email, phone1, phone2, unique_id, locale, logged_in,
       CAST(from_iso8601_timestamp(last_login_at) AS timestamp) AS last_login_time,
       CAST(from_iso8601_timestamp(last_logout_at) AS timestamp) AS last_logout_time
FROM raw_users
WHERE record = 'state'
