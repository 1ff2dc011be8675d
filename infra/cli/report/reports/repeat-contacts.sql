-- Repeat contacts
-- How many conversations a person began within seven days after that person's last one began, on any channel.
-- by: channel; day, week, month
-- plot: bar percent_repeated channel
SELECT $by, count(*) AS contacts,
       count(*) FILTER (WHERE seconds_since_previous <= 604800) AS repeated,
       round(100.0 * count(*) FILTER (WHERE seconds_since_previous <= 604800) / count(*), 1) AS percent_repeated
FROM contacts_by_person
WHERE begun_by = 'customer' AND day BETWEEN $from AND $to
GROUP BY $groups
ORDER BY $groups
