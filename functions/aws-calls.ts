/**
 * How long a call to AWS may take, in milliseconds. The SDK by itself waits without end for an answer on a connection
 * that broke: with these limits such a call costs one of its three attempts, and all three fit into the ingest
 * function's ten seconds. https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html
 */
export const requestHandler = {
  connectionTimeout: 1000,
  requestTimeout: 2500,
  throwOnRequestTimeout: true,
}

/** Removes what copies each request and answer of a client for a logger that does not exist. */
export function unlogged<Client extends { middlewareStack: { remove(name: string): boolean } }>(
  client: Client,
): Client {
  client.middlewareStack.remove('loggerMiddleware')
  return client
}
