import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { DeskPlan } from './rollout-desk.ts'

/** Where the rollout of the demo is planned, from the root of the repository. */
export const PLAN_FILE = 'apps/demo/rollout.yaml'

/**
 * Reads the plan of the demo.
 *
 * @param root - absolute path of the repository
 * @throws Error with one sentence when it is none
 */
export async function readPlan(root: string): Promise<DeskPlan> {
  const plan = parse(await readFile(join(root, PLAN_FILE), 'utf8')) as Partial<DeskPlan> | null
  const { flag, treatment } = plan ?? {}
  if (typeof flag !== 'string' || typeof treatment !== 'string') {
    throw new Error(`${PLAN_FILE} is no rollout plan: it names no flag and treatment.`)
  }
  // All of it goes to the service, which checks the rest.
  return { ...plan, flag, treatment }
}
