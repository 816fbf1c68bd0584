package dev.bowsprit.view;

import dev.bowsprit.wire.pb.CacheSharingOpt;
import dev.bowsprit.wire.pb.ExecOp;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.MountContentCache;
import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A command in words. */
final class ExecText {

  private final ExecOp exec;
  private final List<String> inputs;
  private final List<String> lines = new ArrayList<>();
  private final Map<Integer, String> roles = new TreeMap<>();

  ExecText(Op op, List<String> inputs) {
    this.exec = op.getExec();
    this.inputs = inputs;
  }

  OpText text() {
    Meta meta = exec.getMeta();
    meta.getEnvList().forEach(variable -> lines.add("env " + variable));
    lines.add("in " + meta.getCwd());
    add("as ", meta.getUser());
    if (exec.getNetworkValue() != 0) {
      lines.add("network " + exec.getNetwork().name());
    }
    if (exec.getSecurityValue() != 0) {
      lines.add("security " + exec.getSecurity().name());
    }
    exec.getMountsList().forEach(this::mount);
    exec.getSecretenvList()
        .forEach(
            secret ->
                lines.add(
                    "secret "
                        + secret.getID()
                        + " as "
                        + secret.getName()
                        + optional(secret.getOptional())));
    surroundings(meta);
    exec.getCdiDevicesList()
        .forEach(
            device -> lines.add("device " + device.getName() + optional(device.getOptional())));
    return new OpText("exec", meta.getArgsList().toString(), lines, roles);
  }

  private void surroundings(Meta meta) {
    add("hostname ", meta.getHostname());
    meta.getExtraHostsList()
        .forEach(host -> lines.add("host " + host.getHost() + " = " + host.getIP()));
    meta.getUlimitList()
        .forEach(
            limit ->
                lines.add(
                    "ulimit %s %d:%d"
                        .formatted(limit.getName(), limit.getSoft(), limit.getHard())));
    add("cgroup parent ", meta.getCgroupParent());
    add("http proxy ", meta.getProxyEnv().getHttpProxy());
    add("https proxy ", meta.getProxyEnv().getHttpsProxy());
    add("ftp proxy ", meta.getProxyEnv().getFtpProxy());
    add("no proxy ", meta.getProxyEnv().getNoProxy());
    add("all proxy ", meta.getProxyEnv().getAllProxy());
    if (meta.getValidExitCodesCount() > 0) {
      lines.add("may exit with " + meta.getValidExitCodesList());
    }
  }

  private void add(String what, String value) {
    if (!value.isEmpty()) {
      lines.add(what + value);
    }
  }

  private static String optional(boolean optional) {
    return optional ? " optional" : "";
  }

  private void mount(Mount mount) {
    if (mount.getInput() >= 0) {
      OpText.addRole(roles, mount.getInput(), mount.getDest());
    }
    boolean writable = mount.getMountType() == MountType.BIND && !mount.getReadonly();
    String contentCache =
        mount.getContentCache() == MountContentCache.DEFAULT
            ? ""
            : " content cache " + mount.getContentCache().name().toLowerCase(Locale.ROOT);
    lines.add(
        "mount "
            + mount.getDest()
            + " = "
            + what(mount)
            + (writable ? " writable" : "")
            + contentCache);
  }

  private String what(Mount mount) {
    return switch (mount.getMountType()) {
      case BIND -> OpText.input(inputs, mount.getInput()) + mount.getSelector();
      case CACHE -> cache(mount);
      case TMPFS -> {
        long size = mount.getTmpfsOpt().getSize();
        yield "tmpfs" + (size == 0 ? "" : " of " + size + " bytes");
      }
      case SECRET ->
          "secret "
              + mount.getSecretOpt().getID()
              + optional(mount.getSecretOpt().getOptional())
              + owned(
                  mount.getSecretOpt().getUid(),
                  mount.getSecretOpt().getGid(),
                  mount.getSecretOpt().getMode());
      case SSH ->
          "ssh "
              + mount.getSSHOpt().getID()
              + optional(mount.getSSHOpt().getOptional())
              + owned(
                  mount.getSSHOpt().getUid(),
                  mount.getSSHOpt().getGid(),
                  mount.getSSHOpt().getMode());
      case UNRECOGNIZED -> "unknown";
    };
  }

  private String cache(Mount mount) {
    CacheSharingOpt sharing = mount.getCacheOpt().getSharing();
    String base = mount.getInput() < 0 ? "" : " from " + OpText.input(inputs, mount.getInput());
    return "cache "
        + mount.getCacheOpt().getID()
        + (sharing == CacheSharingOpt.SHARED ? "" : " " + sharing.name().toLowerCase(Locale.ROOT))
        + base
        + mount.getSelector();
  }

  private static String owned(int uid, int gid, int mode) {
    String owner =
        uid == 0 && gid == 0
            ? ""
            : " of " + Integer.toUnsignedString(uid) + ":" + Integer.toUnsignedString(gid);
    return owner + (mode == 0 ? "" : " mode " + Integer.toOctalString(mode));
  }
}
