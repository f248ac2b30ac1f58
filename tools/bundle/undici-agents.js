// What the bundle holds of undici in place of the whole: its index would load fetch, WebSockets, caches and mocks as
// well, which nothing here uses, and each process would pay for them (docs/adr/0013).
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import request from 'undici/lib/api/api-request.js';

Dispatcher.prototype.request = request;

export {default as Agent} from 'undici/lib/dispatcher/agent.js';
export {default as ProxyAgent} from 'undici/lib/dispatcher/proxy-agent.js';
export {default as Socks5ProxyAgent} from 'undici/lib/dispatcher/socks5-proxy-agent.js';
