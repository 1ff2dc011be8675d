// CommonJS on purpose: an ES import of node:http reads each of its lazy properties, and with them loads all of undici.
module.exports = process.getBuiltinModule('node:http')
