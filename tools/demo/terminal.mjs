const width = 30;

/** A bar that grows in place on a terminal, and prints a line a quarter elsewhere. */
export const progressBar = (total) => {
  let done = 0;
  return {
    step(what) {
      done += 1;
      const filled = Math.round((done / total) * width);
      const bar = `   [${'█'.repeat(filled)}${'·'.repeat(width - filled)}] ${done}/${total}`;
      if (process.stdout.isTTY) process.stdout.write(`\r${bar}  ${shorten(what, 40).padEnd(40)}`);
      else if (done === total || done % Math.ceil(total / 4) === 0) console.log(bar);
    },
    end() {
      if (process.stdout.isTTY) process.stdout.write('\n');
    },
  };
};

const shorten = (text, limit) => ([...text].length > limit ? `${[...text].slice(0, limit - 1).join('')}…` : text);

/** A plain table, each column as wide as its widest cell (44 at most). */
export const table = (heads, rows) => {
  const cells = [heads, ...rows].map((row) => row.map((cell) => shorten(String(cell).normalize('NFC'), 44)));
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => [...row[column]].length)));
  const print = (row) => row.map((cell, column) => cell + ' '.repeat(widths[column] - [...cell].length)).join('  ');
  return [print(cells[0]), widths.map((size) => '─'.repeat(size)).join('  '), ...cells.slice(1).map(print)].join('\n');
};
