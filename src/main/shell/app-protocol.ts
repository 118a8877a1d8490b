/**
 * The `app:` scheme: `app://ui/…` serves the built pages, `app://doc/<id>` a held document, with `?end=<n>` as somebody
 * signed it; nothing else is there.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { protocol, type Session } from 'electron';
import { contentSecurityPolicy, pageOrigin } from './content-security-policy.js';
import { type Extent, extentOf, type ServableBytes } from './document-extent.js';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
  '.icc': 'application/octet-stream',
};

/** A document the protocol may serve. */
export interface ServedDocument extends ServableBytes {
  readonly path: string;
}

/** To be called before the application is ready. */
export const registerAppScheme = (): void => {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
};

const refuse = (status: number): Response => new Response(null, { status });

const headers = (type: string, nonce: string): Record<string, string> => ({
  'content-type': type,
  'content-security-policy': contentSecurityPolicy(nonce),
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
});

const servePage = async (root: string, path: string): Promise<Response> => {
  const file = normalize(join(root, decodeURIComponent(path)));
  const type = mediaTypes[extname(file)];
  if (!file.startsWith(root + sep) || type === undefined) return refuse(404);
  const nonce = randomBytes(16).toString('base64');
  const content = await readFile(file);
  const body = type.startsWith('text/html') ? content.toString('utf8').replaceAll('__NONCE__', nonce) : content;
  return new Response(body, { headers: headers(type, nonce) });
};

async function* bytesOf(path: string, { end, repair }: Extent): AsyncGenerator<Uint8Array> {
  if (end > 0) for await (const chunk of createReadStream(path, { end: end - 1 })) yield chunk as Uint8Array;
  if (repair) yield repair;
}

const serveDocument = (document: ServedDocument | undefined, asked: string | null): Response => {
  const extent = document && extentOf(document, asked);
  if (!document || !extent) return refuse(404);
  const content = Readable.from(bytesOf(document.path, extent), { objectMode: false });
  return new Response(Readable.toWeb(content) as ReadableStream<Uint8Array>, {
    headers: {
      ...headers('application/pdf', ''),
      'content-length': String(extent.end + (extent.repair?.length ?? 0)),
      'access-control-allow-origin': pageOrigin,
    },
  });
};

/**
 * @param root absolute path of the built renderer
 * @param findDocument the document of an id that the application itself gave out
 */
export const serveAppScheme = (
  session: Session,
  root: string,
  findDocument: (id: string) => ServedDocument | undefined,
): void => {
  session.protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    try {
      if (request.method !== 'GET') return refuse(405);
      if (url.host === 'ui') return await servePage(root, url.pathname);
      if (url.host === 'doc') {
        return serveDocument(findDocument(url.pathname.slice(1)), url.searchParams.get('end'));
      }
      return refuse(404);
    } catch {
      return refuse(404);
    }
  });
};
