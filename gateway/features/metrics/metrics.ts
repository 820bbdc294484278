import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Every metric there is; `docs/metrics.md` is made of this. Units are those of Prometheus: seconds, bytes. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers });
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  return {
    registry,
    requests: new Histogram({
      name: 'frodb_http_request_duration_seconds',
      help: 'Answers that were sent whole, by how long they took. `route` is the path as the reference has it, or `none`; `status` is 2xx, 4xx and so on.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
      registers,
    }),
    writes: counter(
      'frodb_writes_total',
      'Writes of records by what became of them, a batch being one: created, updated, deleted, unchanged, replayed (an Idempotency-Key’s first answer again, of any write), refused (invalid or not found), conflict (409, 412), unavailable (503, 507), failed (500).',
      'outcome',
    ),
    engineUp: gauge(
      'frodb_engine_up',
      '1 if the store answers now, else 0. `minio` is the object store, whichever it is.',
      'engine',
    ),
    engineMemory: gauge(
      'frodb_engine_resident_memory_bytes',
      'Memory of an engine that FroDB runs.',
      'engine',
    ),
    engineDisk: gauge('frodb_engine_disk_bytes', 'What an engine that FroDB runs has on the disk.', 'engine'),
    diskFree: gauge('frodb_disk_free_bytes', 'Free on the disk of the data folder.'),
    diskWanted: gauge('frodb_disk_wanted_bytes', 'With less than this free, writes that add are refused.'),
    intents: gauge(
      'frodb_intents',
      'Writes that have put something and are not committed or undone (`write`), uploads that wait for their record (`staged`), and collections being made. Counted up to 1,000.',
      'kind',
    ),
    garbage: gauge(
      'frodb_garbage_entries',
      'Lists of points or objects that wait to be deleted. Counted up to 1,000.',
      'store',
    ),
    garbageOverdue: gauge(
      'frodb_garbage_overdue_seconds',
      'For how long the oldest of them has been due; 0 when none is.',
    ),
    eventLag: gauge(
      'frodb_event_lag_seconds',
      'Age of the oldest event that a consumer has not had; 0 when it has had all.',
      'consumer',
    ),
    jobs: gauge(
      'frodb_jobs',
      'Jobs that wait or run, and those that ended in the last hour. Counted up to 1,000 of both.',
      'kind',
      'state',
    ),
    jobQueueAge: gauge(
      'frodb_job_queue_age_seconds',
      'For how long the job has waited that could have run first; 0 when none waits.',
    ),
    workerThreads: gauge('frodb_worker_threads', 'Threads that may run at once.', 'pool'),
    workerTasks: gauge('frodb_worker_tasks', 'Tasks in worker threads, or waiting for one.', 'pool', 'state'),
    loopDelay: gauge(
      'frodb_event_loop_delay_seconds',
      'How late the event loop was since the metrics were last read; quantile 1 is the longest.',
      'quantile',
    ),
    loopActive: counter(
      'frodb_event_loop_active_seconds_total',
      'For how long the event loop has been at work. Its rate is its use.',
    ),
    cpu: counter('process_cpu_seconds_total', 'Processor time of the FroDB process, all its threads.'),
    memory: gauge('process_resident_memory_bytes', 'Memory of the FroDB process, without the engines.'),
    heap: gauge('nodejs_heap_size_used_bytes', 'Of that, JavaScript’s objects.'),
    startTime: gauge('process_start_time_seconds', 'When the process was started, in seconds since 1970.'),
  };
}
