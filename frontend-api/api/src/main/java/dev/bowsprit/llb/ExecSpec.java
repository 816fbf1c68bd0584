package dev.bowsprit.llb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is said about an exec. It changes only while {@link Exec} makes a copy of it, and is
 * never seen before it is complete.
 */
final class ExecSpec {

  final State base;
  Meta meta;
  List<String> args = List.of();
  List<Target> mounts = List.of();
  List<Secret> secrets = List.of();
  List<Ssh> ssh = List.of();
  List<Device> devices = List.of();
  Optional<ProxyEnv> proxy = Optional.empty();
  Optional<List<Integer>> validExitCodes = Optional.empty();
  boolean readOnlyRoot;
  Constraints constraints = Constraints.NONE;

  ExecSpec(State base) {
    this.base = base;
    this.meta = base.meta();
  }

  ExecSpec(ExecSpec from) {
    base = from.base;
    meta = from.meta;
    args = from.args;
    mounts = from.mounts;
    secrets = from.secrets;
    ssh = from.ssh;
    devices = from.devices;
    proxy = from.proxy;
    validExitCodes = from.validExitCodes;
    readOnlyRoot = from.readOnlyRoot;
    constraints = from.constraints;
  }

  /** A mount and its path. */
  record Target(String path, Mount mount) {}

  static <T> List<T> append(List<T> list, T item) {
    List<T> copy = new ArrayList<>(list);
    copy.add(item);
    return Collections.unmodifiableList(copy);
  }

  /** All mounts with the root, sorted by path; those of one path in the order of their call. */
  List<Target> sortedMounts() {
    List<Target> all = new ArrayList<>();
    all.add(rootTarget());
    all.addAll(mounts);
    // Comparator.comparing would link its lambda at each start: an AOT cache cannot hold it.
    all.sort((a, b) -> Texts.UTF8_ORDER.compare(a.path(), b.path()));
    return all;
  }

  Target rootTarget() {
    Mount mount = Mount.bind(base);
    return new Target(Exec.ROOT, readOnlyRoot ? mount.readOnly() : mount);
  }

  @Nullable Target find(String path) {
    return mounts.stream().filter(target -> target.path().equals(path)).findFirst().orElse(null);
  }

  /** The number of a mount's output among those that have one. */
  int outputIndex(Target target) {
    int index = 0;
    for (Target other : sortedMounts()) {
      if (other.equals(target)) {
        return index;
      }
      if (other.mount().hasOutput()) {
        index++;
      }
    }
    throw new IllegalStateException("no such mount: " + target.path());
  }
}
