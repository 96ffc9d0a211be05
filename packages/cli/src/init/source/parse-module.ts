import { parse } from '@babel/parser'
import type { File } from '@babel/types'

/**
 * Parses a module of an app.
 *
 * @param name - its ending says whether it may hold types
 * @returns `undefined` for what is no such module
 */
export function parseModule(text: string, name: string): File | undefined {
  const typed = /\.[cm]?tsx?$/.test(name)
  try {
    return parse(text, {
      sourceType: 'module',
      plugins: typed ? ['typescript', 'jsx', 'decorators'] : ['jsx', 'decorators'],
    })
  } catch {
    // Whoever asks says what could not be done, and what to do instead.
    return undefined
  }
}
