const STEPS = '▁▂▃▄▅▆▇█'

/** Draws numbers from 0 on as a line of bars, the largest full; of more than fit, the last ones. */
export function sparkline(values: readonly number[], most = 60): string {
  const shown = values.slice(-most)
  const largest = Math.max(...shown, 0)
  return shown
    .map((value) => {
      const step = largest === 0 ? 0 : Math.ceil((value / largest) * STEPS.length) - 1
      return STEPS[Math.max(0, step)]
    })
    .join('')
}

/** Draws how much of something is there. @param share - in `[0, 1]`, cut at 1 */
export function gauge(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}
