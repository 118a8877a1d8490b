import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledNode, headersPrefix, projectPath, report, run, SetupError, tail } from '../support.mjs';

const folder = projectPath('node_modules', 'pkcs11js');
const source = join('src', 'pkcs11.cpp');

/** Before the first macro that reads arguments: one that takes undefined for a PIN that is typed on the reader. */
const macro = `#define GET_ARGS_PIN(index, pin)                                                                     \\
  std::vector<char> pin##Vector;                                                                      \\
  size_t pin##Length = 0;                                                                             \\
  char *pin = nullptr;                                                                                \\
  if (!is_empty(env, arg[index]))                                                                     \\
  {                                                                                                   \\
    if (!get_args_string(env, &arg[0], argc, index, nullptr, 0, &pin##Length))                        \\
    {                                                                                                 \\
      return nullptr;                                                                                 \\
    }                                                                                                 \\
    pin##Vector.resize(pin##Length + 1);                                                              \\
    pin = pin##Vector.data();                                                                         \\
    if (!get_args_string(env, &arg[0], argc, index, pin, pin##Length + 1, &pin##Length))              \\
    {                                                                                                 \\
      return nullptr;                                                                                 \\
    }                                                                                                 \\
  }

`;

/** [what stands in pkcs11js, what stands there afterwards]; each occurs exactly once. */
const changes = [
  ['bool get_args_mechanism(napi_env env,', `${macro}bool get_args_mechanism(napi_env env,`],
  [
    'GET_ARGS_STRING(2, pin)\n\n    // Call PKCS11 function\n    CK_RV rv = pkcs11->functionList->C_Login(',
    'GET_ARGS_PIN(2, pin)\n\n    // Call PKCS11 function\n    CK_RV rv = pkcs11->functionList->C_Login(',
  ],
  ['GET_ARGS_STRING(1, oldPin)', 'GET_ARGS_PIN(1, oldPin)'],
  ['GET_ARGS_STRING(2, newPin)', 'GET_ARGS_PIN(2, newPin)'],
];

function changed(text) {
  let result = text.replaceAll('\r\n', '\n');
  for (const [before, after] of changes) {
    if (result.split(before).length !== 2) throw new SetupError(`The change does not fit ${source} of pkcs11js.`);
    result = result.replace(before, () => after);
  }
  return result;
}

/**
 * A reader with its own keys is told to ask for the PIN by a null PIN (PKCS#11 v2.40 5.6, C_Login). pkcs11js can only send
 * an empty one, which a driver may count as a wrong one: it is built again so that `undefined` becomes null.
 */
export async function buildPkcs11js() {
  const original = readFileSync(join(folder, source), 'utf8');
  const mark = join(folder, 'build', '.null-pin');
  if (original.includes('GET_ARGS_PIN') && existsSync(mark)) {
    report('pkcs11js', 'built with null PINs');
    return;
  }
  report('pkcs11js', 'building with null PINs …');
  const draft = mkdtempSync(join(projectPath('node_modules'), '.pkcs11js-'));
  try {
    cpSync(folder, draft, { recursive: true, filter: (path) => !path.startsWith(join(folder, 'build')) });
    if (!original.includes('GET_ARGS_PIN')) writeFileSync(join(draft, source), changed(original));
    const prefix = headersPrefix();
    const nodeGyp = projectPath('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
    const built = await run(
      bundledNode(),
      [nodeGyp, 'rebuild', '--release', ...(prefix ? [`--nodedir=${prefix}`] : [])],
      { cwd: draft },
    );
    if (built.code !== 0) throw new SetupError(`pkcs11js could not be built.\n\n${tail(built.output, 25)}`);
    // By renaming: a program that has loaded the old file keeps it.
    renameSync(join(draft, 'build', 'Release', 'pkcs11.node'), join(folder, 'build', 'Release', 'pkcs11.node'));
    renameSync(join(draft, source), join(folder, source));
    writeFileSync(mark, '');
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  report('pkcs11js', 'built');
}
