import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Ruleset } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node'
import { findManifest, readManifest } from '../manifest/read-manifest.ts'
import { coverageTable } from './coverage-table.ts'
import { EVIDENCE_FOLDER, readEvidence, type Evidence } from './evidence.ts'
import { gateCoverage, type GateCoverage } from './gate-coverage.ts'
import { CHECKS_FILE, readManualChecks } from './manual-checks.ts'

/** How gate coverage is reported. Paths are taken from the root of the project. */
export interface GateCoverageOptions {
  /** The file of the ruleset. Default: that of the nearest `sluice.config.json`, else `flags.yaml`. */
  readonly manifest?: string
  /**
   * Whether an untested variant fails the run. Only a whole run is judged: one of some
   * files, tests or projects, or a shard, says what it saw. Default: `false`.
   */
  readonly failOnUntested?: boolean
  /** The projects of Vitest whose tests count. Default: all. */
  readonly projects?: readonly string[]
  /** Where other runners leave what their tests exercised. Default: `.sluice/gate-coverage`. */
  readonly evidence?: string
  /** What people signed for. Default: `gate-checks.json` beside the manifest. */
  readonly checks?: string
  /** Default: `.sluice/gate-coverage.json` and, with the same name, `.txt`. */
  readonly output?: string
  /** Writes the table. Default: to the terminal. `false` writes the files alone. */
  readonly print?: ((table: string) => void) | false
}

/**
 * Says, at the end of a run of Vitest, which variant of which flag each test
 * exercised. What failed exercised nothing. Tests tell it by `@sluice/testing/vitest`.
 *
 * @example
 * reporters: ['default', new GateCoverageReporter({ failOnUntested: true })]
 */
export class GateCoverageReporter implements Reporter {
  readonly #options: GateCoverageOptions
  #vitest: Vitest | undefined
  #isWhole = false
  #manifest: { readonly path: string; readonly ruleset: Ruleset } | SluiceError | undefined

  constructor(options: GateCoverageOptions = {}) {
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const vitest = this.#vitest
    if (!vitest) return
    const { testNamePattern, shard, project } = vitest.config
    const all = await vitest.globTestSpecifications()
    this.#isWhole =
      testNamePattern === undefined &&
      shard === undefined &&
      [project ?? []].flat().length === 0 &&
      specifications.length >= all.length
    this.#manifest = await this.#readManifest(vitest.config.root)
  }

  // Reads and writes at once, so that a reporter that comes after this one has the last word.
  onTestRunEnd(modules: readonly TestModule[]): void {
    const root = this.#vitest?.config.root ?? process.cwd()
    const own = modules
      .filter(({ project }) => this.#options.projects?.includes(project.name) ?? true)
      .flatMap((module) => evidenceOf(root, module))
    // Somebody runs a few tests that have nothing to do with flags.
    if (own.length === 0 && !this.#isWhole) return
    try {
      const coverage = this.#cover(root, own)
      const table = coverageTable(coverage)
      this.#write(root, coverage, table)
      const isOpen = coverage.exercised < coverage.variants
      const fails = isOpen && this.#options.failOnUntested === true && this.#isWhole
      this.#print(`\n${table}${verdict(isOpen, fails, this.#options.failOnUntested === true)}`)
      if (fails) process.exitCode = 1
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error
      this.#print(`\nGate coverage cannot be told. ${error.message}\n`)
      process.exitCode = 1
    }
  }

  async #readManifest(root: string): Promise<{ path: string; ruleset: Ruleset } | SluiceError> {
    const { manifest } = this.#options
    try {
      const path = manifest === undefined ? await findManifest(root) : resolve(root, manifest)
      return { path, ruleset: await readManifest(path) }
    } catch (error) {
      if (error instanceof SluiceError) return error
      throw error
    }
  }

  #cover(root: string, own: readonly Evidence[]): GateCoverage {
    const manifest = this.#manifest
    if (!manifest || manifest instanceof SluiceError)
      throw manifest ?? new SluiceError('MANIFEST_NOT_READ', 'The run did not begin.')
    const { path, ruleset } = manifest
    const { evidence = EVIDENCE_FOLDER, checks } = this.#options
    const others = readEvidence(resolve(root, evidence))
    const file = checks === undefined ? join(dirname(path), CHECKS_FILE) : resolve(root, checks)
    return gateCoverage(ruleset, [...own, ...others], readManualChecks(file))
  }

  #write(root: string, coverage: GateCoverage, table: string): void {
    const path = resolve(root, this.#options.output ?? `${EVIDENCE_FOLDER}.json`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${JSON.stringify(coverage, null, 2)}\n`)
    writeFileSync(path.replace(/(\.json)?$/, '.txt'), table)
  }

  #print(text: string): void {
    const { print } = this.#options
    if (print === false) return
    if (print) print(text)
    else this.#vitest?.logger.log(text)
  }
}

function verdict(isOpen: boolean, fails: boolean, isRequired: boolean): string {
  if (fails) return 'The run fails, because every variant has to be tested.\n'
  return isOpen && isRequired ? 'Only some tests ran, so this is no verdict.\n' : ''
}

function evidenceOf(root: string, module: TestModule): Evidence[] {
  const file = relative(root, module.moduleId)
  return [...module.children.allTests('passed')].flatMap((test): Evidence[] => {
    const { sluiceUses: uses = [] } = test.meta()
    return uses.length > 0 ? [{ by: 'vitest', file, test: test.fullName, uses }] : []
  })
}
