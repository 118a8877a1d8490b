import { chmodSync, cpSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

/**
 * What runs in Electron 25 (tests without GitHub) and in the shipped Electron alike: Node 18, Chrome 114.
 * package.json says "type": "module", hence the .cjs names.
 */
const node = 'node18';
const chrome = 'chrome114';

/** Native modules stay outside the bundles; everything else is bundled, so only they are `dependencies`. */
const external = ['electron', 'better-sqlite3', 'pkcs11js', /^node:/];

const commonjs = {
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
} as const;

/** `npx kyso` starts out/main/cli.cjs as a program. */
const executableCli: Plugin = {
  name: 'executable-cli',
  writeBundle(options, bundle) {
    if ('cli.cjs' in bundle) chmodSync(resolve(options.dir ?? '.', 'cli.cjs'), 0o755);
  },
};

/** pdf.js fetches these while it draws: JPEG 2000 and colour decoders, CJK maps, the 14 standard fonts, profiles. */
const pdfjsAssets: Plugin = {
  name: 'pdfjs-assets',
  writeBundle(options) {
    const target = resolve(options.dir ?? '.', 'pdfjs');
    rmSync(target, { recursive: true, force: true });
    for (const folder of ['wasm', 'cmaps', 'standard_fonts', 'iccs']) {
      cpSync(resolve('node_modules/pdfjs-dist', folder), resolve(target, folder), { recursive: true });
    }
  },
};

export default defineConfig({
  main: {
    plugins: [executableCli],
    build: {
      target: node,
      externalizeDeps: false,
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          cli: 'src/main/cli/main.ts',
          'token-host': 'src/main/token/host/main.ts',
          'training-token': 'src/main/token/training/main.ts',
          'database-worker': 'src/main/queue/worker.ts',
          'document-worker': 'src/main/jobs/document-worker.ts',
        },
        external,
        output: {
          ...commonjs,
          banner: (chunk) => (chunk.name === 'cli' && chunk.isEntry ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  },
  preload: {
    build: {
      target: node,
      externalizeDeps: false,
      // A sandboxed preload cannot require a chunk: each is one file.
      isolatedEntries: true,
      rollupOptions: {
        input: { main: 'src/preload/main.ts', pin: 'src/preload/pin.ts' },
        external: ['electron'],
        output: commonjs,
      },
    },
  },
  renderer: {
    plugins: [react(), pdfjsAssets],
    // Replaced for each request by shell's app:// handler, which puts the same value into the CSP header.
    html: { cspNonce: '__NONCE__' },
    worker: { format: 'es' },
    build: {
      target: chrome,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: 'src/renderer/index.html', pin: 'src/renderer/pin.html' } },
    },
  },
});
