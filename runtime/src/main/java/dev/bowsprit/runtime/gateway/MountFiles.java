package dev.bowsprit.runtime.gateway;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.runtime.worker.sys.Errno;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.PathHandle;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.StatFileRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads files of a container's mount while processes may change them: what a path leads to is held
 * by the kernel before it is looked at, so that no link put there meanwhile leads out of the mount.
 *
 * @param folder where the mount is on this host
 */
record MountFiles(Path folder) {

  private interface Reading<T> {
    T of(PathHandle handle) throws IOException;
  }

  /** Reads a file or a range of it. */
  byte[] read(ReadFileRequest request) {
    return at(
        "open", request.getFilePath(), file -> FileAnswers.read(file.path(), file.stat(), request));
  }

  /** Lists a directory, by name. */
  List<Stat> list(ReadDirRequest request) {
    return at("open", request.getDirPath(), dir -> FileAnswers.list(dir.path(), request));
  }

  /** Describes a file; a link at the end of the path is followed. */
  Stat stat(StatFileRequest request) {
    String name = GoPath.base(request.getPath());
    return at("stat", request.getPath(), file -> FileAnswers.describe(name, file.stat()));
  }

  private <T> T at(String action, String path, Reading<T> reading) {
    if (!path.startsWith("/")) {
      throw GatewayException.of(Code.UNKNOWN, "can't make " + path + " relative to /");
    }
    try (PathHandle handle = PathHandle.openInside(folder, path)) {
      return reading.of(handle);
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        throw FileAnswers.noSuchFile(action, path);
      }
      throw FileAnswers.failed(e);
    } catch (IOException e) {
      throw FileAnswers.failed(e);
    }
  }
}
