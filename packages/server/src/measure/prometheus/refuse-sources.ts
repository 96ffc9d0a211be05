import { SluiceError, type Fault, type Metric } from '@sluice/core'
import { HttpError } from '../../http/http-error.ts'
import { allowedSource, type MetricSourceOption } from './allowed-source.ts'

/**
 * Refuses metrics from addresses that this service does not ask, before they are kept.
 *
 * @throws HttpError `METRIC_SOURCE_REFUSED`, status 422, with a fault for each
 */
export function refuseSources(
  metrics: Readonly<Record<string, Metric>>,
  sources: readonly MetricSourceOption[],
): void {
  const faults = Object.entries(metrics).flatMap(([name, metric]): Fault[] => {
    if (metric.kind !== 'prometheus') return []
    try {
      allowedSource(metric.url, sources)
      return []
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error
      const { message } = error
      return [{ path: `$.metrics.${name}.url`, at: ['metrics', name, 'url'], message }]
    }
  })
  const [first] = faults
  if (first === undefined) return
  throw new HttpError('METRIC_SOURCE_REFUSED', `${first.path}: ${first.message}`, {
    status: 422,
    faults,
  })
}
