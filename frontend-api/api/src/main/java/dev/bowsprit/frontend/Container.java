package dev.bowsprit.frontend;

import dev.bowsprit.frontend.host.GatewayFiles;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.ReleaseContainerRequest;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.MountType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A container in which a frontend runs processes while it works.
 *
 * <p>Its first process is its init: when that ends the others are killed, and no more can be
 * started. Whoever wants to run one after the other begins with one that waits, or makes a
 * container for each. The files stay readable until it is closed.
 */
public final class Container implements AutoCloseable {

  private final ContainerSetup setup;
  private final NewContainerRequest request;
  private boolean closed;

  Container(ContainerSetup setup, NewContainerRequest request) {
    this.setup = setup;
    this.request = request;
  }

  /** The daemon's name for it. */
  public String id() {
    return request.getContainerID();
  }

  /** A process to be run. */
  public ContainerCommand exec(String... args) {
    return exec(List.of(args));
  }

  /** A process to be run. */
  public ContainerCommand exec(List<String> args) {
    return ContainerCommand.of(this, args);
  }

  Gateway gateway() {
    return setup.build().gateway();
  }

  ContainerSetup setup() {
    return setup;
  }

  /**
   * Reads a file of any size that memory can hold, as it is now.
   *
   * @param path absolute; no link on the way may lead from one mount into another
   * @throws GatewayException if there is none
   */
  public byte[] readFile(String path) {
    Place place = at(path);
    return place.files().readFile(place.path(), Integer.MAX_VALUE);
  }

  /**
   * Reads a file of any size, piece by piece.
   *
   * @throws GatewayException if there is none
   * @throws IOException if it cannot be written to where it is to go
   */
  public void copy(String path, OutputStream to) throws IOException {
    Place place = at(path);
    place.files().copy(place.path(), to);
  }

  /**
   * Reads a part of a file: less than was asked for at its end.
   *
   * @param offset where to begin, in bytes
   * @param length at most 16 MiB less some bytes, the largest message
   */
  public byte[] read(String path, long offset, int length) {
    Place place = at(path);
    return place.files().read(place.path(), offset, length);
  }

  /** Reads a file, if it is there; other failures are failures all the same. */
  public Optional<byte[]> readIfThere(String path) {
    Place place = at(path);
    return place.files().readIfThere(place.path(), Integer.MAX_VALUE);
  }

  /** Describes a file. */
  public Stat stat(String path) {
    Place place = at(path);
    return place.files().stat(place.path());
  }

  /**
   * Lists a directory.
   *
   * @param pattern which entries, for instance {@code *.yaml}; all if empty
   */
  public List<Stat> list(String path, String pattern) {
    Place place = at(path);
    return place.files().list(place.path(), pattern);
  }

  /** A path inside the mount that it leads into. */
  private record Place(GatewayFiles files, String path) {}

  private Place at(String path) {
    setup.require(GatewayCapabilities.GATEWAY_EXEC_FILESYSTEM, "files of frontends' containers");
    String wanted = GoPath.clean(GoPath.join("/", path));
    int best = -1;
    int depth = -1;
    for (int i = 0; i < request.getMountsCount(); i++) {
      String target = target(i);
      boolean within =
          wanted.equals(target) || wanted.startsWith(target.endsWith("/") ? target : target + "/");
      // Of two at one path the later is over the other.
      if (within && target.length() >= depth && hasFiles(request.getMounts(i))) {
        best = i;
        depth = target.length();
      }
    }
    Mount mount = request.getMounts(best);
    String inside = wanted.substring(depth);
    Gateway gateway = gateway();
    return new Place(
        new GatewayFiles(
            id(),
            best,
            gateway::readFileContainer,
            gateway::statFileContainer,
            gateway::readDirContainer),
        GoPath.join("/", mount.getSelector(), inside));
  }

  private String target(int mount) {
    return GoPath.clean(GoPath.join("/", request.getMounts(mount).getDest()));
  }

  /** Secrets and sockets are no folders that could be read from. */
  private static boolean hasFiles(Mount mount) {
    return mount.getMountType() != MountType.SECRET && mount.getMountType() != MountType.SSH;
  }

  /** Ends all processes in it and forgets what they wrote. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        gateway()
            .releaseContainer(ReleaseContainerRequest.newBuilder().setContainerID(id()).build());
      } catch (GatewayException e) {
        // BuildKit tells here once more how a process ended that failed or was killed.
        if (ErrorDetail.of(e).stream().noneMatch(ErrorDetail.Exit.class::isInstance)) {
          throw e;
        }
      }
    }
  }
}
