package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.wire.pb.HostIP;
import dev.bowsprit.wire.pb.LinuxResources;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.SecurityMode;
import dev.bowsprit.wire.pb.Ulimit;
import java.util.List;
import java.util.Optional;

/**
 * A container to be run.
 *
 * @param rootfs what to mount as its root; a single bind mount is used as it is
 * @param readonlyRoot whether its root cannot be written
 * @param mounts further mounts, outermost target first
 * @param network host, none, or the worker's default
 * @param security sandboxed or, if the operator allows it, privileged
 * @param hostname of the container; empty for the default {@code buildkitsandbox}
 * @param extraHosts lines for {@code /etc/hosts}
 * @param ulimits limits of its processes
 * @param cgroupParent the control group to put it under; empty for the worker's
 * @param resources limits of memory and processors
 * @param removeStubsRecursively whether of the empty folders made for the mounts also those above
 *     them are taken away afterwards
 * @param confinement of its processes, where it is sandboxed
 */
public record ContainerSpec(
    List<Mount> rootfs,
    boolean readonlyRoot,
    List<ContainerMount> mounts,
    NetMode network,
    SecurityMode security,
    String hostname,
    List<HostIP> extraHosts,
    List<Ulimit> ulimits,
    String cgroupParent,
    Optional<LinuxResources> resources,
    boolean removeStubsRecursively,
    Confinement confinement) {

  /** A container that is confined as build steps are. */
  public ContainerSpec(
      List<Mount> rootfs,
      boolean readonlyRoot,
      List<ContainerMount> mounts,
      NetMode network,
      SecurityMode security,
      String hostname,
      List<HostIP> extraHosts,
      List<Ulimit> ulimits,
      String cgroupParent,
      Optional<LinuxResources> resources,
      boolean removeStubsRecursively) {
    this(
        rootfs,
        readonlyRoot,
        mounts,
        network,
        security,
        hostname,
        extraHosts,
        ulimits,
        cgroupParent,
        resources,
        removeStubsRecursively,
        Confinement.STEP);
  }

  /**
   * A mount inside the container.
   *
   * @param target absolute path in the container
   * @param mounts what to mount there, one over the other
   * @param selector the path below it that is shown, empty or {@code /} for all
   * @param readonly whether it cannot be written
   */
  public record ContainerMount(
      String target, List<Mount> mounts, String selector, boolean readonly) {}
}
