import type { Metric } from './exposition.ts'

/** What is known of the process: memory, age, and how busy its event loop was since the last look. */
export function processMetrics(): Metric[] {
  let looked = performance.eventLoopUtilization()
  return [
    gauge('process_resident_memory_bytes', 'Memory that the process occupies.', () =>
      process.memoryUsage.rss(),
    ),
    gauge(
      'nodejs_heap_size_used_bytes',
      'Memory that JavaScript objects occupy.',
      () => process.memoryUsage().heapUsed,
    ),
    gauge(
      'process_start_time_seconds',
      'When the process was started, in seconds since 1970.',
      () => performance.timeOrigin / 1000,
    ),
    gauge(
      'sluice_event_loop_busy_ratio',
      'Share of the time since the last look in which the event loop was busy, from 0 to 1.',
      () => {
        const now = performance.eventLoopUtilization()
        const { utilization } = performance.eventLoopUtilization(now, looked)
        looked = now
        return utilization
      },
    ),
  ]
}

function gauge(name: string, help: string, read: () => number): Metric {
  return { name, help, type: 'gauge', samples: () => [{ labels: {}, value: read() }] }
}
