// CommonJS on purpose: an ES import of node:process reads each of its properties, and with them opens standard input.
module.exports = process
