import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { SluiceError } from '@sluice/core'

const DECLARATIONS = /\.d\.([cm]?)ts$/

/**
 * Finds the module that has the name of a declaration file. TypeScript keeps
 * one of the two: it drops the declarations of `a.d.ts` beside an `a.tsx`, and
 * takes those beside an `a.js` for all that the module exports.
 *
 * @param types - path of the declaration file, which may not be there yet
 * @returns the path of the module, or `undefined` where there is none
 */
export async function moduleBeside(types: string): Promise<string | undefined> {
  const [ending, kind] = DECLARATIONS.exec(types) ?? []
  if (ending === undefined) return undefined
  const endings = kind === '' ? ['ts', 'tsx', 'js', 'jsx'] : [`${kind}ts`, `${kind}js`]
  const stem = basename(types, ending)
  const beside = await readdir(dirname(types)).catch((): string[] => [])
  const found = endings.map((one) => `${stem}.${one}`).find((name) => beside.includes(name))
  return found === undefined ? undefined : join(dirname(types), found)
}

/**
 * Makes sure that TypeScript will read a declaration file.
 *
 * @param types - path of the declaration file
 * @param show - turns a path into what people read
 * @throws SluiceError `FILE_IN_THE_WAY` when a module beside it has its name
 */
export async function checkTypesPath(types: string, show: (path: string) => string): Promise<void> {
  const beside = await moduleBeside(types)
  if (beside === undefined) return
  const why = /tsx?$/.test(beside)
    ? `TypeScript reads ${show(beside)} in its place`
    : `TypeScript reads it in place of ${show(beside)}`
  const other = show(types.replace(DECLARATIONS, (ending) => `-types${ending}`))
  throw new SluiceError(
    'FILE_IN_THE_WAY',
    `${show(types)} is no place for types, because ${why}. Nothing was written. ` +
      `Name another with "types" in sluice.config.json or with --out, such as ${other}.`,
  )
}
