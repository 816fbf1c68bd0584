package dev.bowsprit.conformance.bench;

import java.time.Duration;
import java.util.List;

/**
 * What one contender took for one workload.
 *
 * @param contender its name
 * @param uncached the time of each build without a cache
 * @param cached the time of each build that finds all steps in the cache
 */
record Result(String contender, List<Duration> uncached, List<Duration> cached) {

  /** The middle one of some times; of an even number the mean of the middle two. In seconds. */
  static double median(List<Duration> times) {
    double[] seconds = times.stream().mapToDouble(time -> time.toNanos() / 1e9).sorted().toArray();
    int middle = seconds.length / 2;
    return seconds.length % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2;
  }
}
