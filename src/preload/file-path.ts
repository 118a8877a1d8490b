/** The part of Electron's `webUtils` that is needed here; absent before Electron 29. */
export interface PathLookup {
  getPathForFile(file: File): string;
}

/**
 * Path on disk of a file that the person dropped or chose. Electron 32 removed `File.path`, Electron before 29 has no
 * `webUtils`: the feature decides, not the version. Empty for files that do not come from the disk.
 */
export const pathOf = (file: File & { readonly path?: string }, lookup: PathLookup | undefined): string =>
  lookup ? lookup.getPathForFile(file) : (file.path ?? '');
