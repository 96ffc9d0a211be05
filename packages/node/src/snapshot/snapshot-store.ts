/** Where a snapshot is kept: a file, or a key in a store of your own. */
export interface SnapshotStore {
  /**
   * Gives what was last written, or `undefined` when nothing was. May reject.
   */
  read(): Promise<string | undefined>
  /**
   * Replaces what is kept, all or nothing, unless `isNewer` says that what is
   * kept must stay: another process may have written meanwhile. May reject.
   */
  write(text: string, isNewer: (kept: string) => boolean): Promise<void>
}
