/** Whether a request failed before any byte of it left: no connection came about, so that another instance may be asked. */
export function wasNeverSent(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(wasNeverSent);
  const call = error instanceof Error && 'syscall' in error ? error.syscall : undefined;
  return call === 'connect' || call === 'getaddrinfo';
}
