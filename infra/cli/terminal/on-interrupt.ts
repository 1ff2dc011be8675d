/** Two signals within this time are one, in milliseconds: npm forwards what the terminal sent already. */
const oneSignal = 1000

/** Calls a listener at Ctrl-C and its like, and ends the process at the second. @returns what removes the listener */
export function onInterrupt(listener: () => void): () => void {
  let first: number | undefined
  const onSignal = () => {
    first ??= Date.now()
    if (Date.now() - first > oneSignal) process.exit(130)
    listener()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}
