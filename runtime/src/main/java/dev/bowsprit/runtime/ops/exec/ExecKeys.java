package dev.bowsprit.runtime.ops.exec;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.CacheMap.InputKey;
import dev.bowsprit.runtime.worker.ContentHasher.Selection;
import dev.bowsprit.wire.pb.ExecOp;
import dev.bowsprit.wire.pb.HostIP;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.MountContentCache;
import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What decides whether a step that ran before need not run again. */
public final class ExecKeys {

  private static final String KIND = "buildkit.exec.v0";
  private static final String ROOT = "/";

  private ExecKeys() {}

  /**
   * The cache key of an exec.
   *
   * @param inputs how many inputs the vertex has
   * @throws GatewayException INVALID_ARGUMENT if a mount names an input that is not there, or asks
   *     to count by content where that would not be safe
   */
  public static CacheMap of(ExecOp op, Platform platform, int inputs) {
    MessageDigest hash = Digest.sha256Hash();
    hash.update(KIND.getBytes(StandardCharsets.UTF_8));
    hash.update((byte) 0);
    byte[] what = whatCounts(op).toByteArray();
    hash.update(what);
    hash.update((byte) 0);
    hash.update(platform.toByteArray());
    return new CacheMap(Digest.ofSha256(hash), inputKeys(op, inputs));
  }

  /** The op without what may differ from build to build. */
  private static ExecOp whatCounts(ExecOp op) {
    Meta.Builder meta = op.getMeta().toBuilder().clearProxyEnv().clearExtraHosts();
    for (HostIP host : op.getMeta().getExtraHostsList()) {
      meta.addExtraHosts(host.toBuilder().clearIP());
    }
    ExecOp.Builder result = op.toBuilder().setMeta(meta).clearMounts();
    for (Mount mount : op.getMountsList()) {
      // What of an input is mounted counts with the input.
      Mount.Builder counted = mount.toBuilder().clearSelector();
      if (mount.hasCacheOpt() && !isDefaultCache(mount)) {
        counted.setCacheOpt(mount.getCacheOpt().toBuilder().clearID().clearSharing());
      }
      result.addMounts(counted);
    }
    return result.build();
  }

  /** A cache mount as frontends name it that are told no name, with or without a name space. */
  private static boolean isDefaultCache(Mount mount) {
    String id = mount.getCacheOpt().getID();
    int slash = id.indexOf('/');
    return mount.getCacheOpt().getSharingValue() == 0
        && (id.equals(mount.getDest())
            || (slash >= 0 && id.substring(slash + 1).equals(mount.getDest())));
  }

  private static List<InputKey> inputKeys(ExecOp op, int inputs) {
    List<InputKey> keys = new ArrayList<>();
    for (int input = 0; input < inputs; input++) {
      List<String> selectors = new ArrayList<>();
      boolean byContent = true;
      for (Mount mount : op.getMountsList()) {
        if (mount.getInput() == input && hasInput(mount)) {
          selectors.add(absolute(mount.getSelector()));
          byContent &= countsByContent(mount);
        }
      }
      keys.add(key(selectors, byContent && !selectors.isEmpty()));
    }
    for (Mount mount : op.getMountsList()) {
      if (hasInput(mount) && (mount.getInput() < -1 || mount.getInput() >= inputs)) {
        throw invalid("invalid mountinput", mount);
      }
    }
    return keys;
  }

  private static boolean hasInput(Mount mount) {
    return (mount.getMountType() == MountType.BIND || mount.getMountType() == MountType.CACHE)
        && mount.getInput() != -1;
  }

  private static InputKey key(List<String> selectors, boolean byContent) {
    if (selectors.isEmpty()) {
      return InputKey.byDefinition();
    }
    Digest selector = Digest.sha256(String.join("\0", selectors).getBytes(StandardCharsets.UTF_8));
    return new InputKey(
        Optional.of(selector), byContent ? Optional.of(selections(selectors)) : Optional.empty());
  }

  /** The selected paths without those that lie below others. */
  private static List<Selection> selections(List<String> selectors) {
    TreeSet<String> paths = new TreeSet<>(selectors);
    if (paths.contains(ROOT)) {
      return List.of(Selection.of(ROOT));
    }
    return paths.stream()
        .filter(path -> paths.stream().noneMatch(other -> path.startsWith(other + "/")))
        .map(path -> new Selection(path, false, true, List.of(), List.of(), List.of()))
        .toList();
  }

  /**
   * Whether it is enough that the selected files are equal. It is not where the step's result holds
   * also files that it does not see.
   */
  private static boolean countsByContent(Mount mount) {
    boolean safe =
        mount.getOutput() == -1
            || mount.getReadonly()
            || absolute(mount.getSelector()).equals(ROOT);
    MountContentCache wish = mount.getContentCache();
    if (wish == MountContentCache.ON && !safe) {
      throw invalid("invalid mount cache content", mount);
    }
    return switch (wish) {
      case ON -> true;
      case OFF -> false;
      // A root is large, and seldom equal if it came about in another way.
      default -> safe && !mount.getDest().equals(ROOT);
    };
  }

  private static GatewayException invalid(String what, Mount mount) {
    return GatewayException.of(
        GatewayException.Code.INVALID_ARGUMENT,
        "%s: mount %s of input %d".formatted(what, mount.getDest(), mount.getInput()));
  }

  private static String absolute(String path) {
    return Path.of(ROOT).resolve(path).normalize().toString();
  }
}
