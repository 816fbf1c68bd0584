package dev.bowsprit.llb;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.pb.BuildOp;
import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.DiffOp;
import dev.bowsprit.wire.pb.ExecOp;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.FileActionMkDir;
import dev.bowsprit.wire.pb.FileActionMkFile;
import dev.bowsprit.wire.pb.FileActionRm;
import dev.bowsprit.wire.pb.FileActionSymlink;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.PassthroughOp;
import dev.bowsprit.wire.pb.ProxyEnv;
import dev.bowsprit.wire.pb.SourceOp;
import dev.bowsprit.wire.pb.UserOpt;

/**
 * Writes LLB operations as Go writes them, byte for byte.
 *
 * <p>The digest of an operation's bytes is its identity and the root of its cache keys. Go's
 * protobuf puts the set member of a message's oneof behind the regular fields, and sorts map
 * entries by key; Java's writes everything by field number. So each message of {@code ops.proto}
 * that an operation can hold has its own method here.
 */
public final class OpMarshaller {

  private OpMarshaller() {}

  /**
   * The bytes of an operation.
   *
   * @throws IllegalArgumentException if a text is not valid Unicode
   */
  public static ByteString marshal(Op op) {
    Encoder out = new Encoder();
    write(out, op);
    return ByteString.copyFrom(out.toBytes());
  }

  private static void write(Encoder out, Op op) {
    out.messages(
        1,
        op.getInputsList(),
        (o, input) -> {
          o.string(1, input.getDigest());
          o.number(2, input.getIndex());
        });
    if (op.hasPlatform()) {
      out.message(
          10,
          op.getPlatform(),
          (o, platform) -> {
            o.string(1, platform.getArchitecture());
            o.string(2, platform.getOS());
            o.string(3, platform.getVariant());
            o.string(4, platform.getOSVersion());
            o.strings(5, platform.getOSFeaturesList());
          });
    }
    if (op.hasConstraints()) {
      out.message(11, op.getConstraints(), (o, c) -> o.strings(1, c.getFilterList()));
    }
    switch (op.getOpCase()) {
      case EXEC -> out.message(2, op.getExec(), OpMarshaller::exec);
      case SOURCE -> out.message(3, op.getSource(), OpMarshaller::source);
      case FILE ->
          out.message(
              4,
              op.getFile(),
              (o, file) -> o.messages(2, file.getActionsList(), OpMarshaller::action));
      case BUILD -> out.message(5, op.getBuild(), OpMarshaller::build);
      case MERGE ->
          out.message(
              6,
              op.getMerge(),
              (o, merge) ->
                  o.messages(1, merge.getInputsList(), (i, in) -> i.number(1, in.getInput())));
      case DIFF -> out.message(7, op.getDiff(), OpMarshaller::diff);
      case PASSTHROUGH -> out.message(8, op.getPassthrough(), OpMarshaller::passthrough);
      case OP_NOT_SET -> {
        // The head of a definition has inputs only.
      }
    }
  }

  private static void source(Encoder out, SourceOp source) {
    out.string(1, source.getIdentifier());
    out.stringMap(2, source.getAttrsMap());
  }

  private static void build(Encoder out, BuildOp build) {
    out.number(1, build.getBuilder());
    out.map(
        2,
        build.getInputsMap(),
        (entry, input) -> entry.message(2, input, (o, i) -> o.number(1, i.getInput())));
    if (build.hasDef()) {
      out.message(3, build.getDef(), OpMarshaller::definition);
    }
    out.stringMap(4, build.getAttrsMap());
  }

  private static void definition(Encoder out, Definition definition) {
    definition.getDefList().forEach(op -> out.bytes(1, op.toByteArray()));
    out.map(
        2,
        definition.getMetadataMap(),
        (entry, metadata) -> entry.bytes(2, Definitions.deterministicBytes(metadata)));
    if (definition.hasSource()) {
      out.bytes(3, Definitions.deterministicBytes(definition.getSource()));
    }
  }

  private static void diff(Encoder out, DiffOp diff) {
    if (diff.hasLower()) {
      out.message(1, diff.getLower(), (o, lower) -> o.number(1, lower.getInput()));
    }
    if (diff.hasUpper()) {
      out.message(2, diff.getUpper(), (o, upper) -> o.number(1, upper.getInput()));
    }
  }

  private static void passthrough(Encoder out, PassthroughOp passthrough) {
    out.string(1, passthrough.getId());
    out.packed(2, passthrough.getOutputsList());
  }

  private static void exec(Encoder out, ExecOp exec) {
    if (exec.hasMeta()) {
      out.message(1, exec.getMeta(), OpMarshaller::meta);
    }
    out.messages(2, exec.getMountsList(), OpMarshaller::mount);
    out.number(3, exec.getNetworkValue());
    out.number(4, exec.getSecurityValue());
    out.messages(
        5,
        exec.getSecretenvList(),
        (o, secret) -> {
          o.string(1, secret.getID());
          o.string(2, secret.getName());
          o.bool(3, secret.getOptional());
        });
    out.messages(
        6,
        exec.getCdiDevicesList(),
        (o, device) -> {
          o.string(1, device.getName());
          o.bool(2, device.getOptional());
        });
  }

  private static void meta(Encoder out, Meta meta) {
    out.strings(1, meta.getArgsList());
    out.strings(2, meta.getEnvList());
    out.string(3, meta.getCwd());
    out.string(4, meta.getUser());
    if (meta.hasProxyEnv()) {
      out.message(5, meta.getProxyEnv(), OpMarshaller::proxy);
    }
    out.messages(
        6,
        meta.getExtraHostsList(),
        (o, host) -> {
          o.string(1, host.getHost());
          o.string(2, host.getIP());
        });
    out.string(7, meta.getHostname());
    out.messages(
        9,
        meta.getUlimitList(),
        (o, limit) -> {
          o.string(1, limit.getName());
          o.number(2, limit.getSoft());
          o.number(3, limit.getHard());
        });
    out.string(10, meta.getCgroupParent());
    out.bool(11, meta.getRemoveMountStubsRecursive());
    out.packed(12, meta.getValidExitCodesList());
  }

  private static void proxy(Encoder out, ProxyEnv proxy) {
    out.string(1, proxy.getHttpProxy());
    out.string(2, proxy.getHttpsProxy());
    out.string(3, proxy.getFtpProxy());
    out.string(4, proxy.getNoProxy());
    out.string(5, proxy.getAllProxy());
  }

  private static void mount(Encoder out, Mount mount) {
    out.number(1, mount.getInput());
    out.string(2, mount.getSelector());
    out.string(3, mount.getDest());
    out.number(4, mount.getOutput());
    out.bool(5, mount.getReadonly());
    out.number(6, mount.getMountTypeValue());
    if (mount.hasTmpfsOpt()) {
      out.message(19, mount.getTmpfsOpt(), (o, tmpfs) -> o.number(1, tmpfs.getSize()));
    }
    if (mount.hasCacheOpt()) {
      out.message(
          20,
          mount.getCacheOpt(),
          (o, cache) -> {
            o.string(1, cache.getID());
            o.number(2, cache.getSharingValue());
          });
    }
    if (mount.hasSecretOpt()) {
      out.message(
          21,
          mount.getSecretOpt(),
          (o, secret) -> {
            o.string(1, secret.getID());
            o.unsigned(2, secret.getUid());
            o.unsigned(3, secret.getGid());
            o.unsigned(4, secret.getMode());
            o.bool(5, secret.getOptional());
          });
    }
    if (mount.hasSSHOpt()) {
      out.message(
          22,
          mount.getSSHOpt(),
          (o, ssh) -> {
            o.string(1, ssh.getID());
            o.unsigned(2, ssh.getUid());
            o.unsigned(3, ssh.getGid());
            o.unsigned(4, ssh.getMode());
            o.bool(5, ssh.getOptional());
          });
    }
    out.string(23, mount.getResultID());
    out.number(24, mount.getContentCacheValue());
  }

  private static void action(Encoder out, FileAction action) {
    out.number(1, action.getInput());
    out.number(2, action.getSecondaryInput());
    out.number(3, action.getOutput());
    switch (action.getActionCase()) {
      case COPY -> out.message(4, action.getCopy(), OpMarshaller::copy);
      case MKFILE -> out.message(5, action.getMkfile(), OpMarshaller::mkfile);
      case MKDIR -> out.message(6, action.getMkdir(), OpMarshaller::mkdir);
      case RM -> out.message(7, action.getRm(), OpMarshaller::rm);
      case SYMLINK -> out.message(8, action.getSymlink(), OpMarshaller::symlink);
      case ACTION_NOT_SET -> {
        // A later BuildKit's action, whose bytes are kept where it is read.
      }
    }
  }

  private static void copy(Encoder out, FileActionCopy copy) {
    out.string(1, copy.getSrc());
    out.string(2, copy.getDest());
    owner(out, 3, copy.hasOwner(), copy.getOwner());
    out.number(4, copy.getMode());
    out.bool(5, copy.getFollowSymlink());
    out.bool(6, copy.getDirCopyContents());
    out.bool(7, copy.getAttemptUnpackDockerCompatibility());
    out.bool(8, copy.getCreateDestPath());
    out.bool(9, copy.getAllowWildcard());
    out.bool(10, copy.getAllowEmptyWildcard());
    out.number(11, copy.getTimestamp());
    out.strings(12, copy.getIncludePatternsList());
    out.strings(13, copy.getExcludePatternsList());
    out.bool(14, copy.getAlwaysReplaceExistingDestPaths());
    out.string(15, copy.getModeStr());
    out.strings(16, copy.getRequiredPathsList());
  }

  private static void mkfile(Encoder out, FileActionMkFile mkfile) {
    out.string(1, mkfile.getPath());
    out.number(2, mkfile.getMode());
    if (!mkfile.getData().isEmpty()) {
      out.bytes(3, mkfile.getData().toByteArray());
    }
    owner(out, 4, mkfile.hasOwner(), mkfile.getOwner());
    out.number(5, mkfile.getTimestamp());
  }

  private static void mkdir(Encoder out, FileActionMkDir mkdir) {
    out.string(1, mkdir.getPath());
    out.number(2, mkdir.getMode());
    out.bool(3, mkdir.getMakeParents());
    owner(out, 4, mkdir.hasOwner(), mkdir.getOwner());
    out.number(5, mkdir.getTimestamp());
  }

  private static void rm(Encoder out, FileActionRm rm) {
    out.string(1, rm.getPath());
    out.bool(2, rm.getAllowNotFound());
    out.bool(3, rm.getAllowWildcard());
  }

  private static void symlink(Encoder out, FileActionSymlink symlink) {
    out.string(1, symlink.getOldpath());
    out.string(2, symlink.getNewpath());
    owner(out, 3, symlink.hasOwner(), symlink.getOwner());
    out.number(4, symlink.getTimestamp());
  }

  private static void owner(Encoder out, int field, boolean present, ChownOpt owner) {
    if (present) {
      out.message(
          field,
          owner,
          (o, chown) -> {
            if (chown.hasUser()) {
              o.message(1, chown.getUser(), OpMarshaller::user);
            }
            if (chown.hasGroup()) {
              o.message(2, chown.getGroup(), OpMarshaller::user);
            }
          });
    }
  }

  private static void user(Encoder out, UserOpt user) {
    switch (user.getUserCase()) {
      case BYNAME ->
          out.message(
              1,
              user.getByName(),
              (o, named) -> {
                o.string(1, named.getName());
                o.number(2, named.getInput());
              });
      case BYID -> out.always(2, Integer.toUnsignedLong(user.getByID()));
      case USER_NOT_SET -> {
        // Neither a name nor a number: an empty message.
      }
    }
  }
}
