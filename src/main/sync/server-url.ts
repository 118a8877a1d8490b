import { Fault } from '../../contracts/faults/index.js';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The base address of a document server, without a trailing slash. HTTPS only, save on this machine itself; an address
 * that carries credentials, a query or a fragment is refused. Faults: `sync.url-refused`.
 */
export const parseServerUrl = (text: string): string => {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new Fault('sync.url-refused', { url: text });
  }
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
  if (!safe || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    // Origin only: what stands before the @ may be a password.
    throw new Fault('sync.url-refused', { url: url.host === '' ? url.protocol : `${url.protocol}//${url.host}` });
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
};
