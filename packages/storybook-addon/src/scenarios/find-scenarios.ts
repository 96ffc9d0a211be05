import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Scenario } from '@sluice/client/scenarios'
import { parseScenario } from '@sluice/client/scenarios'

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'coverage'])
const DEEPEST_FOLDER = 12

/** How a file says that it holds a scenario. */
export const SCENARIO_FILE: RegExp = /\.scenario\.json$/

/** What was found, and what could not be read. */
export interface FoundScenarios {
  readonly scenarios: readonly Scenario[]
  readonly faults: readonly string[]
}

/**
 * Finds the scenarios of a repository: every file that ends in `.scenario.json`, in the
 * order of their paths. Folders of others, and hidden ones, are left alone.
 */
export async function findScenarios(folder: string): Promise<FoundScenarios> {
  const scenarios: Scenario[] = []
  const faults: string[] = []
  for (const path of await scenarioFiles(folder, 0)) {
    const name = relative(folder, path)
    try {
      scenarios.push(parseScenario(await readFile(path, 'utf8')))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      faults.push(`${name} is left out. ${why} Mend the file, or save the scenario again.`)
    }
  }
  return { scenarios, faults }
}

async function scenarioFiles(folder: string, depth: number): Promise<string[]> {
  if (depth > DEEPEST_FOLDER) return []
  // A folder that cannot be opened holds nothing for us.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry): Promise<string[]> => {
        const path = join(folder, entry.name)
        if (entry.isFile()) return SCENARIO_FILE.test(entry.name) ? [path] : []
        const isOurs = entry.isDirectory() && !entry.name.startsWith('.')
        return isOurs && !SKIPPED.has(entry.name) ? scenarioFiles(path, depth + 1) : []
      }),
  )
  return found.flat()
}
