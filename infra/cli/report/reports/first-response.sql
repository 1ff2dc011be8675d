-- First response
-- How long customers wait for the first message of an agent. A bot's message is no response, and conversations that an
-- agent began are not counted.
-- by: channel, week; day, month, agent
-- plot: line week median_seconds channel
SELECT $by, count(*) AS conversations,
       count(*) FILTER (WHERE outcome = 'answered') AS answered,
       count(*) FILTER (WHERE outcome = 'unanswered') AS unanswered,
       approx_percentile(seconds, 0.5) AS median_seconds,
       approx_percentile(seconds, 0.9) AS p90_seconds
FROM first_responses
WHERE outcome <> 'agent-begun' AND day BETWEEN $from AND $to
GROUP BY $groups
ORDER BY $groups
