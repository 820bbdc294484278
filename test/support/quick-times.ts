/** The write path's times, short enough for tests to see all of it happen. */
export const quickTimes = {
  FRODB_INTENT_LEASE_SECONDS: '2',
  FRODB_LEASE_RENEW_SECONDS: '0.5',
  FRODB_GARBAGE_DELAY_SECONDS: '0.1',
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.5',
  FRODB_SWEEP_INTERVAL_SECONDS: '0.3',
  FRODB_SWEEP_BACKOFF_MAX_SECONDS: '1',
  FRODB_ENGINE_RETRY_SECONDS: '4',
};
