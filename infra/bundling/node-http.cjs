// CommonJS on purpose: an ES import of node:http reads each of its lazy properties, which loads all of undici.
module.exports = process.getBuiltinModule('node:http')
