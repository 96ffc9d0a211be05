import { decisionWords } from '../../experiments/decision-words.ts'
import type { Results } from '../../service/shapes/results.ts'
import { groupAxis, placeOn, type Axis } from '../axis.ts'
import { count, signedPercent } from '../format.ts'
import { rowsOf, toldRows, type Group } from '../groups.ts'
import type { Row, Tone } from '../read-row.ts'
import { doubtOf, isOver, saidVerdict, VERDICTS } from '../verdict-words.ts'

const WIDTH = 1000
const EDGE = 32
const LINE = 24
const BAR = { left: 560, width: 400 }

// Always on white, as it goes where nobody knows of a theme.
const INK = '#1c2529'
const FAINT = '#56636a'
const TONES: Readonly<Record<Tone, string>> = {
  good: '#17693f',
  bad: '#a32c1d',
  undecided: '#56636a',
}
const MARKS: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', undecided: '●' }

/**
 * Draws results as a picture: the verdict, and every metric with its interval.
 *
 * @throws Error where the browser cannot make one
 */
export async function pictureOf(results: Results, address: string): Promise<Blob> {
  const shown = rowsOf(results)
    .map(({ title: name, rows }) => ({ title: name, rows: toldRows(rows, results) }))
    .filter(({ rows }) => rows.length > 0)
  const lines = shown.reduce((sum, { rows }) => sum + rows.length + 2, 0)
  const canvas = document.createElement('canvas')
  const scale = 2
  const height =
    EDGE * 2 + LINE * (lines + 7 + +(saidVerdict(results).caution !== undefined) + +isOver(results))
  canvas.width = WIDTH * scale
  canvas.height = height * scale
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('This browser cannot draw pictures here.')
  pen.scale(scale, scale)
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, WIDTH, height)
  let y = EDGE + LINE
  const write = (text: string, font: string, color: string): void => {
    pen.font = `${font} system-ui, sans-serif`
    pen.fillStyle = color
    pen.fillText(fitting(pen, text, WIDTH - 2 * EDGE), EDGE, y)
    y += LINE
  }
  const verdict = saidVerdict(results)
  const { title, key, hypothesis, units, simulated, computedAt, planHash } = results
  write(title ?? key, '600 24px', INK)
  write(hypothesis, '15px', FAINT)
  y += LINE / 2
  const [word] = VERDICTS[verdict.decision]
  const treatment = verdict.treatment === undefined ? '' : ` “${verdict.treatment}”`
  const said = `${word}${treatment}${doubtOf(verdict)}`
  if (results.decided !== null && results.decided !== undefined) {
    write(`Decided: ${decisionWords(results.decided)}`, '600 18px', INK)
    write(`The numbers said: ${said}`, '15px', INK)
  } else write(said, '600 18px', INK)
  write(verdict.rule, '15px', INK)
  if (verdict.caution !== undefined) write(verdict.caution, '15px', INK)
  const counted = Object.entries(units).map(([variant, n]) => `${variant} ${count(n)}`)
  const first =
    results.progress.isFirstDay === true ? ' First day: diagnostic, not for decisions.' : ''
  const made = simulated ? ' Simulated: nobody did any of this.' : ''
  write(`Units: ${counted.join(', ')}.${first}${made}`, '15px', FAINT)
  for (const group of shown) {
    y += LINE / 2
    write(group.title, '600 16px', INK)
    drawGroup(pen, group, y)
    y += group.rows.length * LINE + LINE / 2
  }
  y += LINE / 2
  write(`As of ${computedAt}, by the plan ${planHash.slice(0, 8)}. ${address}`, '12px', FAINT)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('This browser cannot make pictures here.'))
      else resolve(blob)
    }, 'image/png')
  })
}

function drawGroup(pen: CanvasRenderingContext2D, { rows }: Group, top: number): void {
  const axis = groupAxis(
    rows.flatMap(({ lift }) => (lift === undefined ? [] : [lift])),
    false,
  )
  rows.forEach((row, index) => drawRow(pen, row, axis, top + index * LINE))
}

function drawRow(pen: CanvasRenderingContext2D, row: Row, axis: Axis, y: number): void {
  const { title, treatment, tone, finding, lift } = row
  pen.font = '15px system-ui, sans-serif'
  pen.fillStyle = INK
  pen.fillText(fitting(pen, `${title}  ${treatment}`, 280), EDGE, y)
  const said = lift === undefined ? finding : `${signedPercent(lift.estimate)} ${finding}`
  pen.fillStyle = TONES[tone]
  pen.fillText(fitting(pen, `${MARKS[tone]} ${said}`, 210), EDGE + 300, y)
  const x = (value: number): number => BAR.left + placeOn(axis, value).at * BAR.width
  const middle = y - 5
  pen.fillStyle = FAINT
  pen.fillRect(x(0), middle - LINE / 2, 1, LINE)
  if (lift === undefined) return
  pen.fillStyle = TONES[tone]
  pen.fillRect(x(lift.low), middle - 1.5, Math.max(1, x(lift.high) - x(lift.low)), 3)
  for (const value of [lift.low, lift.high]) {
    const { at, isClamped } = placeOn(axis, value)
    if (isClamped) drawArrow(pen, BAR.left + at * BAR.width, middle, at === 0 ? -1 : 1)
  }
  // A mark at the edge would say that it is there.
  if (placeOn(axis, lift.estimate).isClamped) return
  pen.beginPath()
  pen.arc(x(lift.estimate), middle, 5, 0, 2 * Math.PI)
  pen.fill()
}

/** What goes on beyond the axis ends in an arrow. */
function drawArrow(pen: CanvasRenderingContext2D, x: number, y: number, to: -1 | 1): void {
  pen.beginPath()
  pen.moveTo(x + to * 8, y)
  pen.lineTo(x - to * 2, y - 6)
  pen.lineTo(x - to * 2, y + 6)
  pen.fill()
}

/** As much of a text as fits. */
function fitting(pen: CanvasRenderingContext2D, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text
  let end = text.length
  while (end > 0 && pen.measureText(`${text.slice(0, end)}…`).width > width) end--
  return `${text.slice(0, end)}…`
}
