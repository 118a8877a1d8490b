/** Where the application's own pages and the documents live. Each host of `app:` is an origin of its own. */
export const pageOrigin = 'app://ui';
export const documentOrigin = 'app://doc';

/**
 * The policy sent with every answer of `app:`, scripts and workers included: a worker is governed by the policy of its
 * own response, not by the page's.
 * @param nonce fresh for each page; Griffel's style elements carry it
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    // pdf.js decodes JPEG 2000 in WebAssembly.
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ${documentOrigin}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
