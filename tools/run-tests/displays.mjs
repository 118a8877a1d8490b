import { spawn } from 'node:child_process';

/** Names the display that Xvfb chose, as it says it itself. */
const nameOf = (child) =>
  new Promise((done, fail) => {
    let said = '';
    child.stdio[3].setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      if (said.endsWith('\n')) done(`:${said.trim()}`);
    });
    child.on('error', fail);
    child.on('exit', (code) => fail(new Error(`Xvfb ended with ${code} before it had a display.`)));
  });

/**
 * Starts displays without a screen (Xvfb), which end with this process at the latest.
 * @param {number} count
 * @returns {Promise<{ names: string[], end: () => void }>} names as in DISPLAY
 */
export async function startDisplays(count) {
  const children = Array.from({ length: count }, () =>
    spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    }),
  );
  const end = () => {
    process.removeListener('exit', end);
    for (const child of children) child.kill();
  };
  process.once('exit', end);
  try {
    return { names: await Promise.all(children.map(nameOf)), end };
  } catch (error) {
    end();
    throw error;
  }
}
