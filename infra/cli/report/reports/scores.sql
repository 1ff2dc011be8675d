-- Satisfaction by agent
-- Scores of the agents who held the conversation when the customer answered.
-- by: agent; channel, day, week, month
-- plot: bar average agent
SELECT $by, count(score) AS answers, round(avg(score), 2) AS average, min(score) AS lowest, max(score) AS highest
FROM scores
WHERE score IS NOT NULL AND day BETWEEN $from AND $to
GROUP BY $groups
ORDER BY $groups
