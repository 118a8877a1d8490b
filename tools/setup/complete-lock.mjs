/**
 * Completes package-lock.json after `npm install`: `node tools/setup/complete-lock.mjs`.
 *
 * A registry mirror that lacks a package's binaries for other systems makes npm leave them out of the lock file, and
 * `npm ci` then refuses the lock as incomplete everywhere. They are written back here from their parent's exact
 * version and their own name (`…-win32-x64-msvc`), without a checksum, since nothing was fetched to compute it from.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { projectPath } from './support.mjs';

const file = projectPath('package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;
const systems =
  /-(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/;

/** Where a package in `path` is looked for: in its own node_modules, then in those of every folder above. */
function placesFor(name, path) {
  const owners = path.split(/(?:^|\/)node_modules\//).slice(1);
  return [...owners, name].map((_, i) =>
    ['', ...owners.slice(0, owners.length - i), name].join('/node_modules/').slice(1),
  );
}

for (const [path, parent] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const [, os, cpu, abi] = systems.exec(name) ?? [];
    const places = placesFor(name, path);
    const found = places.find((place) => packages[place]);
    if (!os || !/^\d/.test(version) || packages[found]?.version === version) continue;
    const libc = os === 'linux' && abi ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {};
    // At the top when no other version stands in the way there or on the way there, else beside its parent.
    packages[found ? places[0] : places.at(-1)] = {
      version,
      cpu: [cpu],
      ...(parent.dev && { dev: true }),
      ...libc,
      optional: true,
      os: [os],
    };
    console.log(`added ${name}@${version}`);
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
