package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.SecretEnv;
import dev.bowsprit.wire.pb.SecretOpt;
import java.util.Optional;

/**
 * A secret of the client that an exec sees as a file, as a variable, or both: {@code pb.SecretOpt}
 * and {@code pb.SecretEnv}. Its content is no part of the cache key.
 *
 * @param id the secret's name at the client
 * @param target the file's path, if it is to be a file
 * @param env the variable's name, if it is to be a variable
 * @param uid the file's owner
 * @param gid the file's group
 * @param mode the file's permissions
 * @param optional whether the exec runs without it if the client has none
 */
public record Secret(
    String id,
    Optional<String> target,
    Optional<String> env,
    int uid,
    int gid,
    int mode,
    boolean optional) {

  /** A file that only its owner root may read. */
  public static Secret file(String id, String target) {
    return new Secret(id, Optional.of(target), Optional.empty(), 0, 0, 0400, false);
  }

  /** A variable. */
  public static Secret env(String id, String name) {
    return new Secret(id, Optional.empty(), Optional.of(name), 0, 0, 0400, false);
  }

  /** The same, and a variable as well. */
  public Secret andEnv(String name) {
    return new Secret(id, target, Optional.of(name), uid, gid, mode, optional);
  }

  /** The same with another owner, group and permissions of the file. */
  public Secret owned(int newUid, int newGid, int newMode) {
    return new Secret(id, target, env, newUid, newGid, newMode, optional);
  }

  /** The same, which may be missing. */
  public Secret orNone() {
    return new Secret(id, target, env, uid, gid, mode, true);
  }

  /** The wire message of the file at a path. */
  public dev.bowsprit.wire.pb.Mount toMountProto(String path) {
    return dev.bowsprit.wire.pb.Mount.newBuilder()
        .setInput(-1)
        .setDest(path)
        .setMountType(MountType.SECRET)
        .setSecretOpt(
            SecretOpt.newBuilder()
                .setID(id)
                .setUid(uid)
                .setGid(gid)
                .setMode(mode)
                .setOptional(optional))
        .build();
  }

  /** The wire message of the variable of a name. */
  public SecretEnv toEnvProto(String name) {
    return SecretEnv.newBuilder().setID(id).setName(name).setOptional(optional).build();
  }
}
