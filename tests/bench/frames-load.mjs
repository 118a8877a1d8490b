/** Keeps one core busy for this share of the time, until it is ended: `node frames-load.mjs 0.8`. */
const [share] = process.argv.slice(2).map(Number);
const turnMs = 10;
const rest = new Int32Array(new SharedArrayBuffer(4));

// Its own CPU time, not the clock: it takes what the application took, however much it is held up.
// It does not outlive who started it.
for (const parent = process.ppid; process.ppid === parent; ) {
  const began = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  while (spent() < turnMs * share);
  if (share < 1) Atomics.wait(rest, 0, 0, turnMs * (1 - share));
}
