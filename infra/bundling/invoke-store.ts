/**
 * Replaces the SDK's store of what belongs to one of several invocations at once. A function has one at a time, whose
 * trace the SDK then reads from the environment.
 */
export const InvokeStore = { getInstanceAsync: async () => undefined }
