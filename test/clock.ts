const day = 24 * 60 * 60 * 1000

/**
 * Makes a clock that runs from noon of today (UTC) and gives no millisecond twice. No day ends while a test runs, and
 * of two deliveries it is certain which came first.
 */
export function clockFromNoon(): () => Date {
  const now = Date.now()
  const noon = now - (now % day) + day / 2
  const started = performance.now()
  let last = noon
  return () => {
    last = Math.max(last + 1, noon + Math.floor(performance.now() - started))
    return new Date(last)
  }
}
