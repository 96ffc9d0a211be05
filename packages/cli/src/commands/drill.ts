import { resolve } from 'node:path'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { confirm } from '../command.ts'
import { createCrowd } from '../drill/crowd.ts'
import {
  ask,
  passSecond,
  PATIENCE_S,
  stepper,
  until,
  whileAsked,
  type Going,
} from '../drill/going.ts'
import { stopOf, takenBack } from '../drill/interruption.ts'
import { writeRecord, type Seen } from '../drill/write-record.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { readText, showFile } from '../ruleset-file.ts'
import type { RolloutAnswer } from '../rollout/rollout-answer.ts'
import { allDecisions, findRollout } from '../service/rollouts.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import { plain } from '../terminal/plain.ts'
import { readYaml } from '../yaml/read-yaml.ts'
import { actOnRollout, planRollout } from './rollout.ts'
import { wholeNumber } from './whole-number.ts'

const DEMO_KEY = 'sluice_client_demo'
const SECOND_MS = 1_000
const USUAL_CRASHES = 0.01
/** For the logs of the service. */
const REASON = 'A drill'
/** States in which people have the treatment. */
const OUT: ReadonlySet<string> = new Set(['running', 'paused'])

/** How to drill. */
export interface DrillOptions {
  readonly key?: string
  readonly pace?: string
  readonly healthy?: string
  readonly crashes?: string
  readonly out?: string
  readonly yes?: boolean
}

/**
 * Drills a rollback against a running service: starts a rollout, lets made-up people come, breaks
 * its treatment, and times what the machine and the people do. Whoever stops it in the middle leaves
 * nothing broken behind.
 */
export async function drill(
  command: Command,
  options: DrillOptions,
  file: string,
): Promise<Outcome> {
  const { settings } = command
  const pace = wholeNumber(options.pace, '--pace') ?? 30
  const healthyS = wholeNumber(options.healthy, '--healthy') ?? 15
  const crashes = (wholeNumber(options.crashes, '--crashes') ?? 40) / 100
  const plan = await planIn(command, file)
  const question = `This raises ${plain(plan.flag)} in ${settings.environment} and sends people who are made up. Drill?`
  if (!(await confirm(command, question, options))) {
    return { exit: EXIT.failed, data: { done: false }, text: ['Nothing was done.'] }
  }
  const stop = stopOf(command.shell)
  const seen: Seen = { times: { startedAt: command.shell.now() }, people: 0, exposed: 0 }
  try {
    const how = { pace, healthyS, crashes, options, file }
    return await practise({ command, stop, seen }, plan, how)
  } catch (error) {
    if (!stop.signal.aborted) throw error
    return takenBack(command, options, seen)
  }
}

interface How {
  readonly pace: number
  readonly healthyS: number
  /** The share of pages with the broken treatment that crash. */
  readonly crashes: number
  readonly options: DrillOptions
  readonly file: string
}

async function practise(
  going: Going,
  plan: DrillPlan,
  { pace, healthyS, crashes, options, file }: How,
): Promise<Outcome> {
  const { command, seen } = going
  const { shell, settings } = command
  const { times } = seen
  const step = stepper(going)
  const crowd = createCrowd({
    url: settings.url,
    key: options.key ?? DEMO_KEY,
    flag: plan.flag,
    unit: await unitOf(command, plan),
    fetch: shell.fetch,
    now: shell.now,
    random: Math.random,
  })

  step('People meet the flag, as it is today.')
  const come = async (count: number, rate: (variant: string) => number) => {
    const visits = await crowd.come(count, rate)
    seen.people += visits.people
    return visits.byVariant[plan.treatment] ?? 0
  }
  const fine = (): number => USUAL_CRASHES
  await come(10 * pace, fine)

  step('The rollout is planned and started.')
  times.startedAt = shell.now()
  const planned = await planRollout(command, { reason: REASON }, file)
  const { id } = planned.data as { id: string }
  seen.id = id
  await actOnRollout(command, { yes: true, reason: REASON }, { verb: 'start', name: id })

  step(`All is well for ${healthyS} seconds.`)
  for (let second = 0; second < healthyS; second++) await passSecond(going, () => come(pace, fine))
  const before = await findRollout(command, id)
  if (before.state !== 'running') {
    throw new SluiceError(
      'DRILL_FAILED',
      `The rollout is ${before.state} before anything was broken: ${before.last?.rule ?? ''}`,
    )
  }

  step(`Now the treatment breaks: ${Math.round(100 * crashes)} of 100 pages with it crash.`)
  const brokenAt = shell.now()
  times.brokenAt = brokenAt
  const broken = (variant: string): number => (variant === plan.treatment ? crashes : USUAL_CRASHES)
  const stayBroken = async (): Promise<void> => {
    seen.exposed += await come(pace, broken)
  }
  const stopped = await until(going, id, ({ state }) => state !== 'running', stayBroken)
  // A plan may only pause. The treatment is out and broken then, until somebody takes it away.
  const isOut = stopped === undefined || stopped.state === 'paused'
  if (isOut) {
    if (stopped !== undefined) times.pausedAt = shell.now()
  } else times.loweredAt = shell.now()
  step(await whyOf(command, id, stopped))

  step('On call: acknowledge the alarm, as you would at night, or here with the enter key.')
  // The shop stays open meanwhile.
  const meanwhile = isOut ? stayBroken : async () => come(pace, fine)
  const prompt = (verb: string): string =>
    `sluice rollout ${verb} ${id} --environment ${settings.environment} --reason "…" `
  if (options.yes !== true) await whileAsked(going, prompt('acknowledge'), meanwhile)
  if ((await findRollout(command, id)).alarm !== null) {
    await actOnRollout(command, { reason: REASON }, { verb: 'acknowledge', name: id })
  }

  if (isOut) {
    step('On call: take the broken treatment away, from wherever you would, or here with enter.')
    if (options.yes !== true) await whileAsked(going, prompt('rollback'), meanwhile)
    if (OUT.has((await findRollout(command, id)).state)) {
      await actOnRollout(command, { reason: REASON }, { verb: 'roll_back', name: id })
    }
    times.loweredAt = shell.now()
  }

  step('Clients and guardrails have to show that it helped.')
  const verified = await until(
    going,
    id,
    ({ state }) => state === 'rolled_back',
    async () => {
      await come(pace, fine)
    },
  )
  if (verified !== undefined) times.verifiedAt = shell.now()

  step('On call: close the incident, with what it was.')
  const reason = options.yes === true ? undefined : (await ask(going, 'What was it? ')).trim()
  if (verified !== undefined) {
    const why = reason === undefined || reason === '' ? 'A drill: broken on purpose.' : reason
    await actOnRollout(command, { reason: why }, { verb: 'close', name: id })
  }
  const rollout = await findRollout(command, id)
  const written = await writeRecord(command, options, { ...seen, id })
  const seconds = (at: number): string => ((at - brokenAt) / SECOND_MS).toFixed(1)
  const { green, red } = shell.colors
  return {
    exit: verified === undefined || stopped === undefined ? EXIT.alarm : EXIT.ok,
    data: {
      rollout: id,
      state: rollout.state,
      verification: rollout.verification,
      people: seen.people,
      exposed: seen.exposed,
      ...times,
    },
    text: [
      '',
      ...(stopped === undefined
        ? [red(`Its guardrails did nothing within ${PATIENCE_S} seconds.`)]
        : []),
      ...(times.pausedAt === undefined
        ? []
        : [`Paused ${seconds(times.pausedAt)} s after it broke, with the treatment out.`]),
      (isOut ? plain : green)(
        `${isOut ? 'Rolled back by whoever is on call' : 'Rolled back'} ${seconds(times.loweredAt ?? shell.now())} s after it broke; ${seen.exposed} people got the broken treatment.`,
      ),
      `Verification: ${rollout.verification ?? 'not yet'}.`,
      written,
    ],
  }
}

interface DrillPlan {
  readonly flag: string
  readonly rule: string
  readonly treatment: string
}

async function planIn({ shell }: Command, file: string): Promise<DrillPlan> {
  const path = resolve(shell.cwd, file)
  const { value } = readYaml(showFile(path, shell), await readText(path, shell))
  const plan = value as Partial<Record<keyof DrillPlan, unknown>> | undefined
  const { flag, rule, treatment } = plan ?? {}
  if (typeof flag === 'string' && typeof rule === 'string' && typeof treatment === 'string') {
    return { flag, rule, treatment }
  }
  throw new SluiceError(
    'USAGE',
    `${file} is no rollout plan: it names no flag, rule and treatment.`,
  )
}

async function unitOf({ service, settings }: Command, plan: DrillPlan): Promise<string> {
  const { ruleset } = await fetchRuleset(service, settings.environment)
  const flag = Object.hasOwn(ruleset.flags, plan.flag) ? ruleset.flags[plan.flag] : undefined
  const serve = flag?.rules.find(({ id }) => id === plan.rule)?.serve
  return serve !== undefined && 'split' in serve ? serve.by : 'targetingKey'
}

/** The decision that took the treatment away, or paused it, in its words. */
async function whyOf(
  command: Command,
  id: string,
  stopped: RolloutAnswer | undefined,
): Promise<string> {
  if (stopped === undefined) return 'The share is not down.'
  const decisions = await allDecisions(command, id)
  if (stopped.state === 'paused') {
    const paused = decisions.findLast(({ entry }) => entry.after.name === 'paused')
    return `It is paused, and the treatment is out: ${paused?.rule ?? ''}`
  }
  const back = decisions.find(({ outcome }) => outcome === 'roll_back')
  return `The share is down: ${back?.rule ?? ''}`
}
