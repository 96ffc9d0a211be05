import { resolve } from 'node:path'
import type { Command } from '../command.ts'
import { showFile } from '../ruleset-file.ts'
import { allDecisions, findRollout, rolloutPath } from '../service/rollouts.ts'
import { writeWhole } from '../write-file.ts'
import { drillRecord, type DrillTimes } from './drill-record.ts'

/** What there is of a drill so far. */
export interface Seen {
  /** Of its rollout, once that is planned. */
  id?: string
  times: { -readonly [K in keyof DrillTimes]: DrillTimes[K] }
  people: number
  /** People who got the treatment after it broke. */
  exposed: number
}

/** Writes the record of a drill. @returns where it is, in a sentence */
export async function writeRecord(
  command: Command,
  { out = 'drill.md' }: { readonly out?: string },
  { id, ...seen }: Seen & { readonly id: string },
): Promise<string> {
  const { shell, settings } = command
  const rollout = await findRollout(command, id)
  const { body } = await command.service({ path: rolloutPath(command, id, 'papers') })
  const postMortem = typeof body['postMortem'] === 'string' ? body['postMortem'] : undefined
  const decisions = await allDecisions(command, id)
  const path = resolve(shell.cwd, out)
  const { environment } = settings
  await writeWhole(path, drillRecord({ environment, rollout, ...seen, decisions, postMortem }))
  return `The record is in ${showFile(path, shell)}.`
}
