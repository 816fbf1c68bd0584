package dev.bowsprit.llb;

/**
 * Limits of the processes of an exec: {@code pb.LinuxResources}. They are no part of its cache key.
 * Zero or empty means no limit.
 *
 * @param memory bytes of memory
 * @param memorySwap bytes of memory and swap together; -1 for unlimited swap
 * @param cpuShares relative weight against other containers
 * @param cpuPeriod length of a scheduling period, in microseconds
 * @param cpuQuota processor time within a period, in microseconds
 * @param cpusetCpus processors, for instance {@code 0-2,7}
 * @param cpusetMems memory nodes
 */
public record LinuxResources(
    long memory,
    long memorySwap,
    long cpuShares,
    long cpuPeriod,
    long cpuQuota,
    String cpusetCpus,
    String cpusetMems) {

  /** No limits. */
  public static final LinuxResources NONE = new LinuxResources(0, 0, 0, 0, 0, "", "");

  /** The same with a limit of memory in bytes. */
  public LinuxResources withMemory(long bytes) {
    return new LinuxResources(
        bytes, memorySwap, cpuShares, cpuPeriod, cpuQuota, cpusetCpus, cpusetMems);
  }

  /** The same with a limit of memory and swap together, in bytes; -1 for unlimited swap. */
  public LinuxResources withMemorySwap(long bytes) {
    return new LinuxResources(
        memory, bytes, cpuShares, cpuPeriod, cpuQuota, cpusetCpus, cpusetMems);
  }

  /** The same with a relative weight. */
  public LinuxResources withCpuShares(long shares) {
    return new LinuxResources(
        memory, memorySwap, shares, cpuPeriod, cpuQuota, cpusetCpus, cpusetMems);
  }

  /** The same with a scheduling period, in microseconds. */
  public LinuxResources withCpuPeriod(long microseconds) {
    return new LinuxResources(
        memory, memorySwap, cpuShares, microseconds, cpuQuota, cpusetCpus, cpusetMems);
  }

  /** The same with a limit of processor time within a period, in microseconds. */
  public LinuxResources withCpuQuota(long microseconds) {
    return new LinuxResources(
        memory, memorySwap, cpuShares, cpuPeriod, microseconds, cpusetCpus, cpusetMems);
  }

  /** The same on some processors, for instance {@code 0-2,7}. */
  public LinuxResources withCpusetCpus(String cpus) {
    return new LinuxResources(memory, memorySwap, cpuShares, cpuPeriod, cpuQuota, cpus, cpusetMems);
  }

  /** The same on some memory nodes. */
  public LinuxResources withCpusetMems(String nodes) {
    return new LinuxResources(
        memory, memorySwap, cpuShares, cpuPeriod, cpuQuota, cpusetCpus, nodes);
  }

  /** The wire message. */
  public dev.bowsprit.wire.pb.LinuxResources toProto() {
    return dev.bowsprit.wire.pb.LinuxResources.newBuilder()
        .setMemory(memory)
        .setMemorySwap(memorySwap)
        .setCpuShares(cpuShares)
        .setCpuPeriod(cpuPeriod)
        .setCpuQuota(cpuQuota)
        .setCpusetCpus(cpusetCpus)
        .setCpusetMems(cpusetMems)
        .build();
  }
}
