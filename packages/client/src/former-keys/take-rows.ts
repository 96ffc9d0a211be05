import type { Environment } from '../environment.ts'
import type { Rows } from '../events/rows.ts'

/**
 * Moves the rows of another database into this one. Where that fails they stay, for the next page;
 * rows that are there twice have the same ids, and count once.
 */
export async function takeRows(
  name: string,
  into: Rows,
  { openRows, rowsIn, dropRows }: Pick<Environment, 'openRows' | 'rowsIn' | 'dropRows'>,
): Promise<void> {
  try {
    // Opened, it would be made.
    if (!(await mayBeThere(name))) return
    const rows = rowsIn(await openRows(name))
    try {
      const left = await rows.all()
      if (left.length > 0) await into.write(left, [])
    } finally {
      rows.close()
    }
    dropRows(name)
  } catch {
    // Denied, full, or deleted meanwhile.
  }
}

async function mayBeThere(name: string): Promise<boolean> {
  try {
    const databases = await indexedDB.databases()
    return databases.some((database) => database.name === name)
  } catch {
    // A browser that cannot tell.
    return true
  }
}
