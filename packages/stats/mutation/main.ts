// `pnpm --filter @sluice/stats run mutate`: breaks the formulas one small change at a time, and
// looks whether a test notices. `--count 240` draws that many (`all` for each), `--seed 1` which
// ones, `--in rates` those of a folder, `--at rates/score.ts:20` those of a line. All of a folder
// go into the record in README.md. `--kills <file>` remembers what was killed and tries only the
// rest when it is run again; `--workers 1` leaves the other processors alone.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createGenerator } from '../src/index.ts'
import { explained } from './explained.ts'
import type { Explained } from './explained/explanation.ts'
import { explains } from './explained/explanation.ts'
import { openKills } from './kills.ts'
import type { Mutant } from './mutants.ts'
import { mutantsOf } from './mutants.ts'
import { withOutcome } from './record.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '240' },
    seed: { type: 'string', default: '1' },
    in: { type: 'string', multiple: true, default: [''] },
    at: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    kills: { type: 'string' },
    workers: { type: 'string', default: '2' },
  },
})
const home = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const source = join(home, 'src')
const record = join(home, 'mutation', 'README.md')

/** What computes or decides; a table of references does neither. */
const isFormula = (file: string): boolean =>
  file.endsWith('.ts') &&
  !/\.test\.ts$|^index\.ts|^errors\.ts|reference\.ts$/.test(file) &&
  values.in.some((start) => file.startsWith(start))

function draw(all: readonly Mutant[], count: number, seed: number): Mutant[] {
  const { below } = createGenerator(seed)
  const left = [...all]
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(below(left.length), 1),
  ).flat()
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(isFormula)
  .toSorted()
// Once, so that a file that is edited during the run keeps the mutants that are tried.
const texts = new Map(files.map((file) => [file, readFileSync(join(source, file), 'utf8')]))
const textOf = ({ file }: Pick<Mutant, 'file'>): string => texts.get(file) ?? ''
const all = files.flatMap((file) => mutantsOf(file, textOf({ file })))
const pool = all.filter(({ file, line }) => values.at?.includes(`${file}:${line}`) ?? true)
const count = values.count === 'all' ? pool.length : Number(values.count)
const chosen = draw(pool, count, Number(values.seed))
console.log(`${chosen.length} of ${all.length} mutants in ${files.length} files`)

const reasonOf = (mutant: Mutant): Explained | undefined => {
  const line = textOf(mutant).split('\n')[mutant.line - 1] ?? ''
  return explained.find((entry) => explains(entry, mutant, line))
}
const kills = values.kills === undefined ? undefined : openKills(values.kills)
const placeOf = ({ file }: Mutant): number => values.in.findIndex((start) => file.startsWith(start))
const queue = chosen
  .filter((mutant) => !(kills?.has(mutant, textOf(mutant)) ?? false))
  .toSorted((one, other) => placeOf(one) - placeOf(other))
if (queue.length < chosen.length) {
  console.log(`${chosen.length - queue.length} of them are known to be killed`)
}
const survivors: Mutant[] = []
const isWhole = chosen.length === all.length
const folderOf = ({ file }: Pick<Mutant, 'file'>): string => dirname(file)
/** How many of each folder are not tried yet. */
const left = new Map<string, number>()
for (const mutant of queue) left.set(folderOf(mutant), (left.get(folderOf(mutant)) ?? 0) + 1)

async function work(): Promise<void> {
  using workshop = await openWorkshop()
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const isExplained = reasonOf(mutant) !== undefined
    // What is explained is not looked for far away.
    const reach = isExplained ? 'near' : values.quick ? 'quick' : 'all'
    const fate = await workshop.tryOut(mutant, reach)
    if (fate === 'alive') survivors.push(mutant)
    else kills?.add(mutant, textOf(mutant))
    const said = fate === 'alive' && isExplained ? 'explained' : fate
    console.error(`${said} ${mutant.file}:${mutant.line}: ${mutant.was} → ${mutant.is}`)
    const folder = folderOf(mutant)
    left.set(folder, (left.get(folder) ?? 0) - 1)
    if (left.get(folder) !== 0) continue
    // A run that is cut off later has finished this folder all the same.
    await requireSound(workshop)
    keepRecord(folder)
  }
  await requireSound(workshop)
}

/** The control: what changes nothing has to live, or what was killed proves nothing. */
async function requireSound(workshop: Workshop): Promise<void> {
  const [file = ''] = files
  const nothing = { file, line: 1, start: 0, end: 0, was: '', is: '' }
  if ((await workshop.tryOut(nothing, 'quick')) !== 'alive') {
    throw new Error('The tests fail though nothing is broken, so what they killed proves nothing.')
  }
}

// Of what is known to be killed nothing is left to try.
for (const folder of new Set(files.map((file) => dirname(file))))
  if (!left.has(folder)) keepRecord(folder)
await Promise.all(Array.from({ length: Number(values.workers) }, work))
const needed = new Set<Explained>()
let unexplained = 0
for (const mutant of survivors.toSorted(byPlace)) {
  const reason = reasonOf(mutant)
  if (reason === undefined) unexplained++
  else needed.add(reason)
  const at = relative(root, join(source, mutant.file))
  console.log(
    `${reason === undefined ? '✗' : '·'} ${at}:${mutant.line}: ${mutant.was} → ${mutant.is}${reason === undefined ? '' : ` (${reason.why})`}`,
  )
}
for (const entry of explained) {
  if (!isWhole || needed.has(entry) || !files.includes(entry.file)) continue
  console.log(`? ${entry.file}: nothing that lives is explained by "${entry.code}"`)
}
const killed = chosen.length - survivors.length
console.log(
  `${killed} killed, ${survivors.length - unexplained} explained, ${unexplained} unexplained`,
)
if (unexplained > 0) process.exitCode = 1

function byPlace(left: Mutant, right: Mutant): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1
  return left.line - right.line
}

/** Without the tests that take long, more lives than should: then only what has its reasons is kept. */
function keepRecord(folder: string): void {
  if (!isWhole || !values.in.some((start) => `${folder}/`.startsWith(start))) return
  const isHere = (mutant: Mutant): boolean => folderOf(mutant) === folder
  const mutants = all.filter(isHere).length
  const alive = survivors.filter(isHere)
  const open = alive.filter((mutant) => reasonOf(mutant) === undefined).length
  if (values.quick && open > 0) return
  const outcome = {
    folder,
    mutants,
    killed: mutants - alive.length,
    explained: alive.length - open,
    unexplained: open,
    on: new Date().toISOString().slice(0, 10),
  }
  writeFileSync(record, withOutcome(readFileSync(record, 'utf8'), outcome))
}
