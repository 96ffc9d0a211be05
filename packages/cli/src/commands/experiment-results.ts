import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { readResults } from '../experiments/read-results.ts'
import { showResults } from '../experiments/show-results.ts'
import type { Outcome } from '../outcome.ts'
import { plain } from '../terminal/plain.ts'
import { withProgress } from '../terminal/progress.ts'

/** Reading the events of a large experiment takes a while. */
const PATIENCE_MS = 5 * 60_000

/** Which results to read. */
export interface ResultsOptions {
  readonly freeze?: boolean
  readonly snapshot?: string
  readonly queries?: boolean
  readonly sinceExposure?: boolean
}

/** Reads the results of an experiment; may freeze them, or read what was frozen. */
export async function experimentResults(
  command: Command,
  options: ResultsOptions,
  key: string,
): Promise<Outcome> {
  const { service, settings, shell } = command
  const base = ['v1', 'environments', settings.environment, 'experiments', key]
  const request =
    options.freeze === true
      ? ({ method: 'POST', path: [...base, 'snapshots'], body: {} } as const)
      : options.snapshot === undefined
        ? {
            path: [...base, 'results'],
            query: { include: options.sinceExposure === true ? 'sinceExposure' : undefined },
          }
        : { path: [...base, 'snapshots', options.snapshot] }
  const { body } = await withProgress(
    command,
    'Reading the events',
    service({ ...request, patienceMs: PATIENCE_MS }),
  )
  const results = readResults(body)
  const queries = results.queries.flatMap(({ sql, params }) => [
    '',
    plain(sql),
    shell.colors.dim(plain(JSON.stringify(params))),
  ])
  return {
    exit: EXIT.ok,
    data: body,
    text: [...showResults(results, shell.colors), ...(options.queries === true ? queries : [])],
  }
}
