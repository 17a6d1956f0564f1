// How fast the memory of a daemon grows, so that one spike decides nothing.

export interface Sample {
  /** Milliseconds since the soak began. */
  readonly atMs: number;
  /** Resident memory of the daemon after a full collection. */
  readonly rssMb: number;
  /** What JavaScript itself has of it in use. */
  readonly heapMb: number;
}

/** What a new daemon reads, compiles and caches is no leak. */
export const WARM_UP_MS = 120_000;
const SAMPLES_MIN = 5;
const HOUR_MS = 3_600_000;

/** Theil–Sen: the median of the slopes between all pairs, in MiB an hour. Null: too few to say. */
function slopePerHour(samples: readonly Sample[]): number | null {
  if (samples.length < SAMPLES_MIN) return null;
  const slopes = samples.flatMap((one, n) =>
    samples
      .slice(n + 1)
      .filter((other) => other.atMs > one.atMs)
      .map((other) => ((other.rssMb - one.rssMb) / (other.atMs - one.atMs)) * HOUR_MS),
  );
  return medianOf(slopes);
}

/** A daemon that is started again begins anew: each life has a slope of its own, and the longest life's is the one told. */
export function slopeOfLives(lives: readonly (readonly Sample[])[]): number | null {
  const warm = lives.map((samples) => {
    const begunMs = samples[0]?.atMs ?? 0;
    return samples.filter(({ atMs }) => atMs - begunMs >= WARM_UP_MS);
  });
  const longest = warm.toSorted((one, other) => spanOf(other) - spanOf(one))[0];
  return longest === undefined ? null : slopePerHour(longest);
}

function spanOf(samples: readonly Sample[]): number {
  return (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0);
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
