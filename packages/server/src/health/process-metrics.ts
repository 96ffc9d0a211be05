import { Gauge, type Registry } from 'prom-client'

/** Adds what is known of the process: memory, age, and how busy its event loop was since the last look. */
export function addProcessMetrics(registry: Registry): void {
  const registers = [registry]
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory that the process occupies.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  new Gauge({
    name: 'nodejs_heap_size_used_bytes',
    help: 'Memory that JavaScript objects occupy.',
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed)
    },
  })
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the process was started, in seconds since 1970.',
    registers,
    collect() {
      this.set(performance.timeOrigin / 1000)
    },
  })
  let looked = performance.eventLoopUtilization()
  new Gauge({
    name: 'sluice_event_loop_busy_ratio',
    help: 'Share of the time since the last look in which the event loop was busy, from 0 to 1.',
    registers,
    collect() {
      const now = performance.eventLoopUtilization()
      this.set(performance.eventLoopUtilization(now, looked).utilization)
      looked = now
    },
  })
}
