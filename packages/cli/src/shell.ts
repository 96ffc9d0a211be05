/** A colour function; the identity where colours are off. */
export type Paint = (text: string) => string

/** The few colours that the command uses. */
export interface Colors {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
}

/** How a program that a command ran ended. */
export interface ProgramEnd {
  /** The exit code; `undefined` when it could not be started or a signal ended it. */
  readonly code: number | undefined
  /** What it wrote to both outputs, in the order written. */
  readonly output: string
}

/** Everything a command may touch outside itself. */
export interface Shell {
  /** Absolute path that relative paths of arguments start from. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Somebody can read a question and answer it. */
  readonly interactive: boolean
  readonly colors: Colors
  /** Writes to standard output; the text brings its own newlines. */
  readonly write: (text: string) => void
  /** Writes to standard error; the text brings its own newlines. */
  readonly note: (text: string) => void
  /** Reads one line from a person; `undefined` when input ends. */
  readonly ask: (question: string) => Promise<string | undefined>
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** Runs a program in a folder to its end, which `stop` asks it to come to; never rejects. */
  readonly run: (
    program: readonly string[],
    folder: string,
    stop?: AbortSignal,
  ) => Promise<ProgramEnd>
  /** Settles with the first SIGINT or SIGTERM; from then on they no longer end the process. */
  readonly stopped: () => Promise<string>
}
