/** Adds up how far a run is. */
import type { SyncProgress } from '../../contracts/sync.js';
import type { Moved } from './adapter.js';

export type ProgressListener = (progress: SyncProgress) => void;

export class RunProgress {
  #files = 0;
  #moved = 0;

  /** @param total files and bytes that the run will move if all goes well */
  constructor(
    private readonly direction: SyncProgress['direction'],
    private readonly total: { readonly files: number; readonly bytes: number },
    private readonly listener: ProgressListener,
  ) {}

  /** What a transfer of a file of `size` bytes tells how far it is. */
  file(title: string, size: number): Moved {
    this.#tell(title, 0, size);
    return (bytes) => this.#tell(title, bytes, size);
  }

  /** A file is over, whatever came of it. */
  over(title: string, size: number): void {
    this.#files += 1;
    this.#moved += size;
    this.#tell(title, 0, 0);
  }

  #tell(title: string, moved: number, size: number): void {
    const { files, bytes } = this.total;
    const all = { files: this.#files, ofFiles: files, moved: this.#moved + moved, size: bytes };
    this.listener({ direction: this.direction, title, file: { moved, size }, all });
  }
}
