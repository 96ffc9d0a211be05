import { readFile, stat } from 'node:fs/promises'

/** A watch that runs until it is closed. */
export interface FileWatch {
  close(): Promise<void>
}

/** How often the file is looked at. */
const POLL_MS = 150

/**
 * Calls back with the text of a file each time it was saved, with another one or
 * with the same, one call after the other. Looks at the file instead of asking the system,
 * which works on every disk and with every way in which editors save.
 *
 * A text counts when the file stayed the same from one look to the next: half
 * of a file may be valid and say something else.
 *
 * @param text - what was read of the file before; a save since then counts
 */
export function watchFile(
  path: string,
  text: string,
  sleep: (ms: number) => Promise<void>,
  onSave: (text: string) => Promise<void>,
): FileWatch {
  const closing = new AbortController()
  const run = async (): Promise<void> => {
    const atStart = await stateOf(path)
    let last = ''
    let read = ''
    while (!closing.signal.aborted) {
      const state = await stateOf(path)
      if (state === last && state !== read) {
        read = state
        // Gone for a moment: an editor puts a new file in its place.
        const saved = await readFile(path, 'utf8').catch(() => undefined)
        const isSave = saved !== undefined && (state !== atStart || saved !== text)
        if (isSave && !closing.signal.aborted) await onSave(saved)
      }
      last = state
      await sleep(POLL_MS)
    }
  }
  const running = run()
  return {
    close: async () => {
      closing.abort()
      await running
    },
  }
}

async function stateOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? 'absent' : `${found.ino} ${found.size} ${found.mtimeMs}`
}
