import type { ChartData, ChartPoint } from './chart.ts'

/** The numbers of a chart, a row for each place. */
export function LineTable({
  data: { places, axis, lines, markers = [] },
  format,
}: {
  readonly data: ChartData
  readonly format: (value: number) => string
}) {
  const hasInterval = (points: readonly ChartPoint[]): boolean =>
    points.some(({ low }) => low !== undefined)
  return (
    <table className="number">
      <thead>
        <tr>
          <th scope="col">{axis}</th>
          {lines.flatMap(({ name, points }) => [
            <th scope="col" key={name}>
              {name}
            </th>,
            hasInterval(points) && (
              <th scope="col" key={`${name} interval`}>
                Interval{lines.length > 1 && ` of ${name}`}
              </th>
            ),
          ])}
          {markers.length > 0 && <th scope="col">What happened</th>}
        </tr>
      </thead>
      <tbody>
        {places.map((place, at) => (
          <tr key={place}>
            <th scope="row">{place}</th>
            {lines.flatMap(({ name, points }) => {
              const point = points.find((one) => one.at === at)
              return [
                <td key={name}>{point === undefined ? '–' : format(point.value)}</td>,
                hasInterval(points) && (
                  <td key={`${name} interval`}>{intervalOf(point, format)}</td>
                ),
              ]
            })}
            {markers.length > 0 && (
              <td>
                {markers
                  .filter((marker) => marker.at === at)
                  .map(({ text }) => text)
                  .join(', ')}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** An interval in words; a dash where there is none. */
export function intervalOf(
  point: ChartPoint | undefined,
  format: (value: number) => string,
): string {
  if (point?.low === undefined || point.high === undefined) return '–'
  return `${format(point.low)} to ${format(point.high)}`
}
