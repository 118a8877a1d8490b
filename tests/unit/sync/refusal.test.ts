/** What the browser engine says of a connection that did not come about, as a person is told it. */
import { expect, it } from 'vitest';
import { noAnswer } from '../../../src/main/sync/http/refusal.js';

it.each([
  ['net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED', 'sync.client-certificate-needed'],
  ['net::ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS', 'sync.client-certificate-needed'],
  ['net::ERR_BAD_SSL_CLIENT_AUTH_CERT', 'sync.client-certificate-needed'],
  ['net::ERR_SSL_PROTOCOL_ERROR', 'sync.tls-refused'],
  ['net::ERR_CERT_AUTHORITY_INVALID', 'sync.tls-refused'],
  ['net::ERR_PROXY_AUTH_UNSUPPORTED', 'sync.proxy-sign-in'],
])('%s is %s, and no further try is made', (message, code) => {
  expect(noAnswer(new Error(message))).toMatchObject({ code });
});
