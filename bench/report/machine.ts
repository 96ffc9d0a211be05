import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { chromiumLaunch } from '../../tools/chromium.ts'

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly node: string
  readonly chromium: string
  /** Of the last minute before the run; on a quiet machine well below 1. */
  readonly load: number
  readonly commit: string
  /** `YYYY-MM-DD`. */
  readonly date: string
}

/** Describes this machine. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    chromium: chromiumVersion(),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    date: new Date().toISOString().slice(0, 10),
  }
}

function chromiumVersion(): string {
  const { executablePath, env } = chromiumLaunch
  try {
    const said = execFileSync(executablePath, ['--version', '--no-sandbox'], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return said.replace(/^[^\d]*/, '').trim()
  } catch {
    return 'none'
  }
}
