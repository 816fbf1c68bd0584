package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.SSHOpt;

/**
 * A socket to an SSH agent of the client, mounted in an exec: {@code pb.SSHOpt}.
 *
 * @param id the agent's name at the client
 * @param target the socket's path; if empty, {@code /run/buildkit/ssh_agent.N}
 * @param uid the socket's owner
 * @param gid the socket's group
 * @param mode the socket's permissions
 * @param optional whether the exec runs without it if the client has none
 */
public record Ssh(String id, String target, int uid, int gid, int mode, boolean optional) {

  /** A socket at the default place. */
  public static Ssh agent(String id) {
    return new Ssh(id, "", 0, 0, 0600, false);
  }

  /** The same at another place. */
  public Ssh at(String path) {
    return new Ssh(id, path, uid, gid, mode, optional);
  }

  /** The same with another owner, group and permissions. */
  public Ssh owned(int newUid, int newGid, int newMode) {
    return new Ssh(id, target, newUid, newGid, newMode, optional);
  }

  /** The same, which may be missing. */
  public Ssh orNone() {
    return new Ssh(id, target, uid, gid, mode, true);
  }

  /** The wire message of the socket at a path. */
  public dev.bowsprit.wire.pb.Mount toMountProto(String path) {
    return dev.bowsprit.wire.pb.Mount.newBuilder()
        .setInput(-1)
        .setDest(path)
        .setMountType(MountType.SSH)
        .setSSHOpt(
            SSHOpt.newBuilder()
                .setID(id)
                .setUid(uid)
                .setGid(gid)
                .setMode(mode)
                .setOptional(optional))
        .build();
  }
}
