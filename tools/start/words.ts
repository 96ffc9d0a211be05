import { FLAGS_FILE, type FirstEdit, type FlagsFileState } from './flags-file.ts'

const USUAL_URL = 'http://127.0.0.1:4600'
const MAX_FAULTS = 10

/** What is worth saying once everything runs. */
export interface Running {
  readonly shopUrl: string
  readonly serviceUrl: string
  /** Data folder as a person would write it. */
  readonly dataDir: string
  /** `true` when the data folder was empty and took the flags of the file. */
  readonly loaded: boolean
  readonly flags: FlagsFileState
  readonly edit?: FirstEdit | undefined
}

/** Says what to open and what to try. Plain text, ends with a line break. */
export function welcome(running: Running): string {
  const { shopUrl, serviceUrl, dataDir, flags } = running
  const news = newsOf(running)
  return [
    '',
    `  Shop      ${shopUrl}`,
    `  Console   ${serviceUrl}/  (sign in with the token sluice_admin_demo)`,
    `  Rollout   ${serviceUrl}/environments/development/rollouts  (the chip of the shop brings people, and breaks it)`,
    `  Service   ${serviceUrl}  (version ${flags.version}, data in ${dataDir})`,
    ...(news.length === 0 ? [] : ['', ...news.map((line) => `  ${line}`)]),
    '',
    '  Open the shop, and try in another terminal:',
    '',
    ...columns(trials(running)).map((line) => `    ${line}`),
    '',
    '  Ctrl-C stops both.',
    '',
    '',
  ].join('\n')
}

function newsOf({ loaded, flags }: Running): readonly string[] {
  const { faults, changed, version } = flags
  if (faults.length > 0) {
    return [
      `${FLAGS_FILE} cannot be pushed as it is:`,
      ...listFaults(faults),
      `The service goes on with version ${version}. Check the file:  npx sluice validate`,
    ]
  }
  if (changed.length > 0) {
    return [
      `${FLAGS_FILE} differs from version ${version} of the service: ${list(changed)}.`,
      `Send the file:  npx sluice push      Take what the service has:  npx sluice pull`,
    ]
  }
  return loaded ? [`The data folder was empty, so it took the flags of ${FLAGS_FILE}.`] : []
}

/**
 * Says why a service without flags is not started. Plain text, several lines.
 *
 * @param faults - what is wrong with the file that it would have begun with
 */
export function nothingToServe(faults: readonly string[]): string {
  return [
    `The data folder is empty, and ${FLAGS_FILE} cannot fill it as it is:`,
    ...listFaults(faults),
    'Correct the file and start again. To check it:  npx sluice validate',
  ].join('\n  ')
}

function listFaults(faults: readonly string[]): readonly string[] {
  const left = faults.length - MAX_FAULTS
  return [
    ...faults.slice(0, MAX_FAULTS).map((fault) => `  ${fault}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ]
}

function trials({ edit, serviceUrl, flags }: Running): readonly (readonly [string, string])[] {
  return [
    // The command looks for the service on its usual port.
    ...(serviceUrl === USUAL_URL
      ? []
      : ([[`export SLUICE_URL=${serviceUrl}`, 'because the port is not the usual one']] as const)),
    edit === undefined
      ? [`edit ${FLAGS_FILE}`, 'each line says what it does']
      : [`edit ${FLAGS_FILE}:${edit.line}`, `make it  ${edit.to}`],
    ['npx sluice push', 'the strip at the top of the open page changes'],
    ['npx sluice kill reviews', 'the stars go out, at once and everywhere'],
    ['npx sluice events tail', 'what people see, as the service counts it'],
    [
      'npx sluice experiment results opening-picture',
      'a simulated experiment, from verdict to segments',
    ],
    ['npx sluice experiment results button-words', 'the one that you take part in'],
    [
      'npx sluice drill apps/demo/rollout.yaml',
      'a rollout with people who are made up: it breaks, and rolls back',
    ],
    ['npx sluice versions', 'what happened so far'],
    ['npm run storybook', 'every variant of every part of the shop, without a service'],
    [`npx sluice rollback --to ${flags.version}`, 'puts it back'],
  ]
}

/** Sets pairs in two columns. */
function columns(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...pairs.map(([left]) => left.length))
  return pairs.map(([left, right]) => `${left.padEnd(width)}   ${right}`)
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(', ')
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown
}
