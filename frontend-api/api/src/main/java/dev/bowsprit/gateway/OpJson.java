package dev.bowsprit.gateway;

import static dev.bowsprit.gateway.ProtoJson.putBytes;
import static dev.bowsprit.gateway.ProtoJson.putList;
import static dev.bowsprit.gateway.ProtoJson.putLong;
import static dev.bowsprit.gateway.ProtoJson.putMap;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.ExecOp;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.ProxyEnv;
import dev.bowsprit.wire.pb.UserOpt;
import java.util.List;

/** Operations in protobuf's JSON mapping; see {@link ProtoJson}. */
public final class OpJson {

  private OpJson() {}

  /** An operation. */
  public static Json of(Op op) {
    Json.Builder json = new Json.Builder();
    putList(
        json,
        "inputs",
        op.getInputsList(),
        input -> {
          Json.Builder one = new Json.Builder().putText("digest", input.getDigest());
          putLong(one, "index", input.getIndex());
          return one.build();
        });
    putKind(json, op);
    if (op.hasPlatform()) {
      json.put("platform", of(op.getPlatform()));
    }
    if (op.hasConstraints()) {
      json.put(
          "constraints",
          new Json.Builder().putTexts("filter", op.getConstraints().getFilterList()).build());
    }
    return json.build();
  }

  private static void putKind(Json.Builder json, Op op) {
    switch (op.getOpCase()) {
      case EXEC -> json.put("exec", of(op.getExec()));
      case SOURCE -> {
        Json.Builder source =
            new Json.Builder().putText("identifier", op.getSource().getIdentifier());
        putMap(source, "attrs", op.getSource().getAttrsMap(), Json::of);
        json.put("source", source.build());
      }
      case FILE -> {
        Json.Builder file = new Json.Builder();
        putList(file, "actions", op.getFile().getActionsList(), OpJson::of);
        json.put("file", file.build());
      }
      case BUILD -> json.put("build", build(op));
      case MERGE -> {
        Json.Builder merge = new Json.Builder();
        putList(merge, "inputs", op.getMerge().getInputsList(), input -> input(input.getInput()));
        json.put("merge", merge.build());
      }
      case DIFF ->
          json.put(
              "diff",
              new Json.Builder()
                  .put("lower", input(op.getDiff().getLower().getInput()))
                  .put("upper", input(op.getDiff().getUpper().getInput()))
                  .build());
      case PASSTHROUGH -> {
        Json.Builder pass = new Json.Builder().putText("id", op.getPassthrough().getId());
        putList(
            pass,
            "outputs",
            op.getPassthrough().getOutputsList(),
            output -> Json.of(Long.toString(output)));
        json.put("passthrough", pass.build());
      }
      case OP_NOT_SET -> {
        // the head of a definition is nothing but its input
      }
    }
  }

  private static Json build(Op op) {
    Json.Builder json = new Json.Builder();
    putLong(json, "builder", op.getBuild().getBuilder());
    putMap(json, "inputs", op.getBuild().getInputsMap(), input -> input(input.getInput()));
    if (op.getBuild().hasDef()) {
      json.put("def", ProtoJson.of(op.getBuild().getDef()));
    }
    putMap(json, "attrs", op.getBuild().getAttrsMap(), Json::of);
    return json.build();
  }

  private static Json input(long index) {
    Json.Builder json = new Json.Builder();
    putLong(json, "input", index);
    return json.build();
  }

  private static Json of(Platform platform) {
    return new Json.Builder()
        .putText("Architecture", platform.getArchitecture())
        .putText("OS", platform.getOS())
        .putText("Variant", platform.getVariant())
        .putText("OSVersion", platform.getOSVersion())
        .putTexts("OSFeatures", platform.getOSFeaturesList())
        .build();
  }

  private static Json of(ExecOp exec) {
    Json.Builder json = new Json.Builder();
    if (exec.hasMeta()) {
      json.put("meta", of(exec.getMeta()));
    }
    putList(json, "mounts", exec.getMountsList(), OpJson::of);
    if (exec.getNetworkValue() != 0) {
      json.put("network", Json.of(exec.getNetwork().name()));
    }
    if (exec.getSecurityValue() != 0) {
      json.put("security", Json.of(exec.getSecurity().name()));
    }
    putList(
        json,
        "secretenv",
        exec.getSecretenvList(),
        secret ->
            new Json.Builder()
                .putText("ID", secret.getID())
                .putText("name", secret.getName())
                .putTrue("optional", secret.getOptional())
                .build());
    putList(
        json,
        "cdiDevices",
        exec.getCdiDevicesList(),
        device ->
            new Json.Builder()
                .putText("name", device.getName())
                .putTrue("optional", device.getOptional())
                .build());
    return json.build();
  }

  private static Json of(Meta meta) {
    Json.Builder json =
        new Json.Builder()
            .putTexts("args", meta.getArgsList())
            .putTexts("env", meta.getEnvList())
            .putText("cwd", meta.getCwd())
            .putText("user", meta.getUser());
    if (meta.hasProxyEnv()) {
      json.put("proxyEnv", of(meta.getProxyEnv()));
    }
    putList(
        json,
        "extraHosts",
        meta.getExtraHostsList(),
        host ->
            new Json.Builder().putText("Host", host.getHost()).putText("IP", host.getIP()).build());
    json.putText("hostname", meta.getHostname());
    putList(
        json,
        "ulimit",
        meta.getUlimitList(),
        limit -> {
          Json.Builder one = new Json.Builder().putText("Name", limit.getName());
          putLong(one, "Soft", limit.getSoft());
          putLong(one, "Hard", limit.getHard());
          return one.build();
        });
    json.putText("cgroupParent", meta.getCgroupParent())
        .putTrue("removeMountStubsRecursive", meta.getRemoveMountStubsRecursive());
    putList(json, "validExitCodes", meta.getValidExitCodesList(), Json::of);
    return json.build();
  }

  private static Json of(ProxyEnv proxy) {
    return new Json.Builder()
        .putText("httpProxy", proxy.getHttpProxy())
        .putText("httpsProxy", proxy.getHttpsProxy())
        .putText("ftpProxy", proxy.getFtpProxy())
        .putText("noProxy", proxy.getNoProxy())
        .putText("allProxy", proxy.getAllProxy())
        .build();
  }

  private static Json of(Mount mount) {
    Json.Builder json = new Json.Builder();
    putLong(json, "input", mount.getInput());
    json.putText("selector", mount.getSelector()).putText("dest", mount.getDest());
    putLong(json, "output", mount.getOutput());
    json.putTrue("readonly", mount.getReadonly());
    if (mount.getMountTypeValue() != 0) {
      json.put("mountType", Json.of(mount.getMountType().name()));
    }
    if (mount.hasTmpfsOpt()) {
      Json.Builder tmpfs = new Json.Builder();
      putLong(tmpfs, "size", mount.getTmpfsOpt().getSize());
      json.put("TmpfsOpt", tmpfs.build());
    }
    if (mount.hasCacheOpt()) {
      Json.Builder cache = new Json.Builder().putText("ID", mount.getCacheOpt().getID());
      if (mount.getCacheOpt().getSharingValue() != 0) {
        cache.put("sharing", Json.of(mount.getCacheOpt().getSharing().name()));
      }
      json.put("cacheOpt", cache.build());
    }
    if (mount.hasSecretOpt()) {
      var secret = mount.getSecretOpt();
      json.put(
          "secretOpt",
          owned(
              secret.getID(),
              List.of(secret.getUid(), secret.getGid(), secret.getMode()),
              secret.getOptional()));
    }
    if (mount.hasSSHOpt()) {
      var ssh = mount.getSSHOpt();
      json.put(
          "SSHOpt",
          owned(
              ssh.getID(), List.of(ssh.getUid(), ssh.getGid(), ssh.getMode()), ssh.getOptional()));
    }
    json.putText("resultID", mount.getResultID());
    if (mount.getContentCacheValue() != 0) {
      json.put("contentCache", Json.of(mount.getContentCache().name()));
    }
    return json.build();
  }

  /**
   * @param owner user, group and permissions
   */
  private static Json owned(String id, List<Integer> owner, boolean optional) {
    return new Json.Builder()
        .putText("ID", id)
        .putNumber("uid", Integer.toUnsignedLong(owner.get(0)))
        .putNumber("gid", Integer.toUnsignedLong(owner.get(1)))
        .putNumber("mode", Integer.toUnsignedLong(owner.get(2)))
        .putTrue("optional", optional)
        .build();
  }

  private static Json of(FileAction action) {
    Json.Builder json = new Json.Builder();
    putLong(json, "input", action.getInput());
    putLong(json, "secondaryInput", action.getSecondaryInput());
    putLong(json, "output", action.getOutput());
    switch (action.getActionCase()) {
      case COPY -> json.put("copy", of(action.getCopy()));
      case MKFILE -> json.put("mkfile", mkfile(action));
      case MKDIR -> json.put("mkdir", mkdir(action));
      case RM ->
          json.put(
              "rm",
              new Json.Builder()
                  .putText("path", action.getRm().getPath())
                  .putTrue("allowNotFound", action.getRm().getAllowNotFound())
                  .putTrue("allowWildcard", action.getRm().getAllowWildcard())
                  .build());
      case SYMLINK -> json.put("symlink", symlink(action));
      case ACTION_NOT_SET -> {
        // an action of a later daemon
      }
    }
    return json.build();
  }

  private static Json of(FileActionCopy copy) {
    Json.Builder json =
        new Json.Builder().putText("src", copy.getSrc()).putText("dest", copy.getDest());
    if (copy.hasOwner()) {
      json.put("owner", of(copy.getOwner()));
    }
    json.putNumber("mode", copy.getMode())
        .putTrue("followSymlink", copy.getFollowSymlink())
        .putTrue("dirCopyContents", copy.getDirCopyContents())
        .putTrue("attemptUnpackDockerCompatibility", copy.getAttemptUnpackDockerCompatibility())
        .putTrue("createDestPath", copy.getCreateDestPath())
        .putTrue("allowWildcard", copy.getAllowWildcard())
        .putTrue("allowEmptyWildcard", copy.getAllowEmptyWildcard());
    putLong(json, "timestamp", copy.getTimestamp());
    return json.putTexts("includePatterns", copy.getIncludePatternsList())
        .putTexts("excludePatterns", copy.getExcludePatternsList())
        .putTrue("alwaysReplaceExistingDestPaths", copy.getAlwaysReplaceExistingDestPaths())
        .putText("modeStr", copy.getModeStr())
        .putTexts("requiredPaths", copy.getRequiredPathsList())
        .build();
  }

  private static Json mkfile(FileAction action) {
    var mkfile = action.getMkfile();
    Json.Builder json =
        new Json.Builder().putText("path", mkfile.getPath()).putNumber("mode", mkfile.getMode());
    putBytes(json, "data", mkfile.getData());
    if (mkfile.hasOwner()) {
      json.put("owner", of(mkfile.getOwner()));
    }
    putLong(json, "timestamp", mkfile.getTimestamp());
    return json.build();
  }

  private static Json mkdir(FileAction action) {
    var mkdir = action.getMkdir();
    Json.Builder json =
        new Json.Builder()
            .putText("path", mkdir.getPath())
            .putNumber("mode", mkdir.getMode())
            .putTrue("makeParents", mkdir.getMakeParents());
    if (mkdir.hasOwner()) {
      json.put("owner", of(mkdir.getOwner()));
    }
    putLong(json, "timestamp", mkdir.getTimestamp());
    return json.build();
  }

  private static Json symlink(FileAction action) {
    var symlink = action.getSymlink();
    Json.Builder json =
        new Json.Builder()
            .putText("oldpath", symlink.getOldpath())
            .putText("newpath", symlink.getNewpath());
    if (symlink.hasOwner()) {
      json.put("owner", of(symlink.getOwner()));
    }
    putLong(json, "timestamp", symlink.getTimestamp());
    return json.build();
  }

  private static Json of(ChownOpt owner) {
    Json.Builder json = new Json.Builder();
    if (owner.hasUser()) {
      json.put("user", of(owner.getUser()));
    }
    if (owner.hasGroup()) {
      json.put("group", of(owner.getGroup()));
    }
    return json.build();
  }

  private static Json of(UserOpt user) {
    return switch (user.getUserCase()) {
      case BYNAME -> {
        Json.Builder named = new Json.Builder().putText("name", user.getByName().getName());
        putLong(named, "input", user.getByName().getInput());
        yield new Json.Builder().put("byName", named.build()).build();
      }
      case BYID ->
          new Json.Builder().put("byID", Json.of(Integer.toUnsignedLong(user.getByID()))).build();
      case USER_NOT_SET -> new Json.Builder().build();
    };
  }
}
