/**
 * Variables that would load foreign code into a token host or change how its runtime behaves: Node's and Electron's
 * switches, injected libraries, debug output of libraries (which may print what is passed to them).
 */
const dangerous = [/^NODE_/i, /^ELECTRON_/i, /^LD_(PRELOAD|AUDIT|DEBUG)/, /^DYLD_/, /^DEBUG$/i, /^VSCODE_/i, /^npm_/i];

/** A copy of the environment without what a token host must not inherit. */
export const cleanedEnvironment = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !dangerous.some((pattern) => pattern.test(name))));
