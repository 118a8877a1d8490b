/** A defect of ours as it may be written down: where it happened, and nothing of whose documents it happened with. */

const MOST_CAUSES = 4;
const MOST_FRAMES = 20;
/** What V8 writes of a call, with the file but not the folders it is in. */
const FRAME = /^\s+at (?:async )?(?:([^\\/()]+) \()?(?:.*[\\/])?([^\\/()]+:\d+:\d+)\)?$/;

/**
 * Kind, system code and calls of what was thrown, its causes below it. Messages are left out, and folders too: they tell
 * file names, and file names tell people.
 */
export const describeDefect = (thrown: unknown): string => {
  const parts = [described(thrown)];
  let cause = causeOf(thrown);
  for (; cause !== undefined && parts.length <= MOST_CAUSES; cause = causeOf(cause)) parts.push(described(cause));
  return parts.join('\ncaused by ');
};

const causeOf = (thrown: unknown): unknown => (thrown instanceof Error ? thrown.cause : undefined);

const described = (error: unknown): string => {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const stack = error.stack ?? '';
  // A message may have lines that look like calls.
  const calls = stack.slice(Math.max(0, stack.indexOf(error.message)) + error.message.length);
  const frames = calls.split('\n').flatMap((line) => {
    const [, call, place] = FRAME.exec(line) ?? [];
    return place === undefined ? [] : [`    at ${call === undefined ? place : `${call} (${place})`}`];
  });
  const code = 'code' in error && typeof error.code === 'string' && /^[A-Z0-9_]+$/.test(error.code) ? error.code : null;
  return [`${error.constructor.name}${code === null ? '' : ` ${code}`}`, ...frames.slice(0, MOST_FRAMES)].join('\n');
};
