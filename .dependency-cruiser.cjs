/**
 * Which folder may import which: the order written down in docs/architecture.md. Everything not named as allowed
 * here is a violation; type-only imports count.
 */
const layers = {
  pdf: [],
  pki: [],
  token: [],
  queue: [],
  sync: [],
  appearance: ['pdf'],
  signing: ['pdf', 'pki', 'appearance'],
  verification: ['pdf', 'pki', 'appearance'],
  records: ['pdf', 'pki', 'token', 'queue', 'sync', 'appearance', 'signing', 'verification'],
  jobs: ['pdf', 'pki', 'token', 'queue', 'sync', 'appearance', 'signing', 'verification', 'records'],
};
const below = Object.keys(layers);
for (const top of ['shell', 'cli', 'bridge']) layers[top] = below;

const order = Object.entries(layers).map(([folder, allowed]) => ({
  name: `order-${folder}`,
  comment: `src/main/${folder} imports only contracts${allowed.length ? ` and ${allowed.join(', ')}` : ''}`,
  severity: 'error',
  from: { path: `^src/main/${folder}/` },
  to: { path: '^src/', pathNot: `^src/(contracts/|main/(${[folder, ...allowed].join('|')})/)` },
}));

module.exports = {
  forbidden: [
    ...order,
    {
      name: 'verification-draws-only-reports',
      comment: 'a verdict does not depend on how things look',
      severity: 'error',
      from: { path: '^src/main/verification/', pathNot: '^src/main/verification/report' },
      to: { path: '^src/main/appearance/' },
    },
    {
      name: 'no-unplaced-folder',
      comment: 'every folder of src/main has a place in the order above',
      severity: 'error',
      from: { path: '^src/main/[^/]+/', pathNot: `^src/main/(${Object.keys(layers).join('|')})/` },
      to: {},
    },
    {
      name: 'contracts-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { path: '^src/', pathNot: '^src/contracts/' },
    },
    {
      name: 'renderer-sees-contracts-only',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/', pathNot: '^src/(renderer|contracts)/' },
    },
    {
      name: 'preload-sees-contracts-only',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { path: '^src/', pathNot: '^src/(preload|contracts)/' },
    },
    {
      name: 'no-node-in-the-window',
      comment: 'the renderer is sandboxed and contracts are part of it',
      severity: 'error',
      from: { path: '^src/(renderer|contracts)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-in-shell-and-preload-only',
      // src/main/index.ts is the composition root: it hands Electron's own objects to the parts that it wires.
      comment: 'besides them only the composition root: all else runs under plain Node too',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main/shell/|preload/|main/index\\.ts$)' },
      to: { path: '(^|/)node_modules/electron/|^electron$' },
    },
    {
      name: 'pdf-writers-in-appearance-only',
      comment: 'their save() rewrites a file; what users give us is only ever appended to',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/appearance/' },
      to: { path: '(^|/)node_modules/(pdf-lib|@pdf-lib|@signpdf)/|^(pdf-lib|@pdf-lib|@signpdf)' },
    },
    {
      name: 'sqlite-in-queue-only',
      comment: 'the database worker is the only one that opens the database',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/queue/' },
      to: { path: '(^|/)node_modules/better-sqlite3/|^better-sqlite3$' },
    },
    {
      name: 'pkcs11-in-token-host-only',
      comment: 'vendor drivers hang and crash: they are loaded in a process of their own',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/token/host/' },
      to: { path: '(^|/)node_modules/pkcs11js/|^pkcs11js$' },
    },
    {
      name: 'product-imports-no-tests-or-tools',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|tools)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.css'] },
  },
};
