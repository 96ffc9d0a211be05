import type { DayReport, Sample } from './day-report.ts'

const COLUMNS = 3
const PANEL = { width: 300, height: 150, gap: 24, head: 40 }
const LEGEND_WIDTH = 190
const PLOT = { left: 8, top: 44, width: 284, height: 88 }
/** The highest rate that fits; what lies above is cut. */
const MOST_RATE = 0.2

/** Draws every day: its share as an area, and what was measured of the two variants as lines. */
export function drawDays(reports: readonly DayReport[]): string {
  const rows = Math.ceil(reports.length / COLUMNS)
  const width = COLUMNS * PANEL.width + (COLUMNS + 1) * PANEL.gap
  const height = PANEL.head + rows * (PANEL.height + PANEL.gap) + PANEL.gap
  const panels = reports.map((report, index) => {
    const x = PANEL.gap + (index % COLUMNS) * (PANEL.width + PANEL.gap)
    const y = PANEL.head + Math.floor(index / COLUMNS) * (PANEL.height + PANEL.gap)
    return `<g transform="translate(${x} ${y})">${panelOf(report)}</g>`
  })
  const legend = [
    ['share', 'share of the treatment'],
    ['treatment', 'crash rate of the treatment'],
    ['control', 'of the control'],
    ['broken', 'harm begins'],
    ['mark', 'rolled back'],
  ].map(
    ([name, text], index) =>
      `<rect class="${name}" x="${PANEL.gap + index * LEGEND_WIDTH}" y="14" width="14" height="10"/><text x="${PANEL.gap + 20 + index * LEGEND_WIDTH}" y="23">${text}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="How each simulated day went">
<style>
text { font: 11px system-ui, sans-serif; fill: #1d2327 }
.name { font-weight: 600; font-size: 12px }
.back, .card { fill: #fff }
.card { stroke: #c9d1d6 }
.share { fill: #b9d8cf }
path.treatment { fill: none; stroke: #b4442c; stroke-width: 1.6 }
path.control { fill: none; stroke: #35586c; stroke-width: 1.6; stroke-dasharray: 4 3 }
rect.treatment { fill: #b4442c } rect.control { fill: #35586c }
rect.broken { fill: #98a4ab } rect.mark { fill: none; stroke: #b4442c }
.mark { stroke: #b4442c; stroke-dasharray: 2 3 }
.axis { stroke: #c9d1d6 } .broken { stroke: #98a4ab; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6eaec } .back { fill: #14191c } .card { fill: #1b2226; stroke: #38444b }
  .share { fill: #2f5a4e } path.treatment, .mark { stroke: #f08b72 } rect.treatment { fill: #f08b72 }
  path.control { stroke: #93b7cb } rect.control { fill: #93b7cb } .axis { stroke: #38444b }
}
</style>
<rect class="back" width="${width}" height="${height}"/>
${legend.join('')}
${panels.join('\n')}
</svg>
`
}

function panelOf({
  scenario,
  samples,
  end,
  holds,
  tooShort,
  detectedAfterHours,
}: DayReport): string {
  const hours = samples.at(-1)?.hour ?? 1
  const x = (hour: number): number => round(PLOT.left + (hour / hours) * PLOT.width)
  const bottom = PLOT.top + PLOT.height
  const outcome = detectedAfterHours === undefined ? end : `${end} after ${detectedAfterHours} h`
  const back = samples.find(({ state }) => state === 'verifying' || state === 'rolled_back')
  const moment = (name: string, hour: number | undefined): string =>
    hour === undefined || hour > hours
      ? ''
      : `<line class="${name}" x1="${x(hour)}" x2="${x(hour)}" y1="${PLOT.top}" y2="${bottom}"/>`
  const mark = !holds ? '✗' : tooShort === undefined ? '✓' : '?'
  return [
    `<rect class="card" width="${PANEL.width}" height="${PANEL.height}" rx="6"/>`,
    `<text class="name" x="10" y="18">${escape(scenario.name)}</text>`,
    `<text x="10" y="33">${mark} ${escape(outcome)}</text>`,
    `<path class="share" d="${shareArea(samples, x, bottom)}"/>`,
    `<line class="axis" x1="${PLOT.left}" x2="${PLOT.left + PLOT.width}" y1="${bottom}" y2="${bottom}"/>`,
    moment('broken', scenario.brokenFrom),
    moment('mark', back?.hour),
    rateLine(samples, 'control', x, bottom),
    rateLine(samples, 'treatment', x, bottom),
    `<text x="${PLOT.left}" y="${bottom + 13}">0 h</text><text x="${PLOT.left + PLOT.width}" y="${bottom + 13}" text-anchor="end">${hours} h</text>`,
  ].join('')
}

function shareArea(
  samples: readonly Sample[],
  x: (hour: number) => number,
  bottom: number,
): string {
  // By the square root, so that a share of one in a hundred can be seen beside one half.
  const y = (shareBps: number): number => round(bottom - Math.sqrt(shareBps / 10_000) * PLOT.height)
  // A share holds from the look that set it to the next one that changes it.
  const steps = samples.map(({ hour, shareBps }, index) => {
    const before = samples[index - 1]?.shareBps ?? 0
    return `L${x(hour)} ${y(before)}L${x(hour)} ${y(shareBps)}`
  })
  const [first, last] = [samples[0]?.hour ?? 0, samples.at(-1)?.hour ?? 0]
  return `M${x(first)} ${bottom}${steps.join('')}L${x(last)} ${bottom}Z`
}

function rateLine(
  samples: readonly Sample[],
  variant: 'control' | 'treatment',
  x: (hour: number) => number,
  bottom: number,
): string {
  const out = samples.filter(({ state }) => state === 'running' || state === 'paused')
  const points = out.flatMap((sample) => {
    const rate = sample[variant]
    if (rate === undefined) return []
    return [
      `${x(sample.hour)} ${round(bottom - (Math.min(rate, MOST_RATE) / MOST_RATE) * PLOT.height)}`,
    ]
  })
  return points.length < 2 ? '' : `<path class="${variant}" d="M${points.join('L')}"/>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
