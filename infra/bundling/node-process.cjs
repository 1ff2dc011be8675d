// CommonJS on purpose: an ES import of node:process reads each of its properties, which opens standard input.
module.exports = process
