/**
 * Takes every name below `localhost` for this machine, as RFC 6761 (section 6.3) says and not every system does.
 * The emulator's URLs are `http://<api id>.execute-api.localhost:<port>`. To be given as `--import`.
 */
import dns from 'node:dns'

const { lookup } = dns

dns.lookup = Object.assign(
  (name, ...rest) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest),
  lookup,
)
