// Stands in the bundle for undici's HTTP/2, which loads Node's own: only once a server has chosen it (lean-bundle.js).
module.exports = (...connection) => require('undici/lib/dispatcher/client-h2.js')(...connection);
