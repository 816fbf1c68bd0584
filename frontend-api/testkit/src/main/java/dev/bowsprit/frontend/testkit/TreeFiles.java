package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadDirResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReadFileResponse;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.gateway.StatFileResponse;
import java.util.List;
import java.util.function.Predicate;

/** Answers what a gateway is asked of files, from a tree; error texts are BuildKit's. */
final class TreeFiles {

  /** What one answer may hold, in bytes: gRPC's limit for a message of the gateway. */
  private static final int MAX_SIZE = 16 << 20;

  private static final int GO_DIRECTORY = 1 << 31;
  private static final int GO_LINK = 1 << 27;
  private static final int GO_SETUID = 1 << 23;
  private static final int GO_SETGID = 1 << 22;
  private static final int GO_STICKY = 1 << 20;

  private TreeFiles() {}

  static ReadFileResponse read(FileTree files, ReadFileRequest request) {
    String shown = request.getFilePath();
    if (!(existing(files, "open", shown) instanceof Entry.File file)) {
      throw FileOps.failed(shown + " is not a regular file");
    }
    ByteString content = file.content();
    if (request.hasRange()) {
      long offset = request.getRange().getOffset();
      long length = request.getRange().getLength();
      if (offset < 0 || length < 0) {
        throw FileOps.failed("invalid range for " + shown);
      }
      int start = (int) Math.min(offset, content.size());
      content = content.substring(start, (int) Math.min(start + length, content.size()));
    }
    if (content.size() > MAX_SIZE) {
      throw FileOps.failed(shown + " exceeds maximum allowed size of " + MAX_SIZE + " bytes");
    }
    return ReadFileResponse.newBuilder().setData(content).build();
  }

  static ReadDirResponse list(FileTree files, ReadDirRequest request) {
    if (!(existing(files, "open", request.getDirPath()) instanceof Entry.Directory)) {
      throw FileOps.failed("readdirent " + request.getDirPath() + ": not a directory");
    }
    Predicate<String> included =
        request.getIncludePattern().isEmpty()
            ? name -> true
            : PatternMatcher.of(List.of(request.getIncludePattern()))::matches;
    String folder = FileTree.below(files.resolve(request.getDirPath()));
    ReadDirResponse.Builder result = ReadDirResponse.newBuilder();
    files.list(request.getDirPath()).stream()
        .filter(included)
        .forEach(name -> files.at(folder + name).ifPresent(e -> result.addEntries(stat(name, e))));
    return result.build();
  }

  /** Describes a file; a link at the end of the path is followed. */
  static StatFileResponse stat(FileTree files, StatFileRequest request) {
    Entry entry = existing(files, "lstat", request.getPath());
    String name = GoPath.base(files.resolve(request.getPath()));
    return StatFileResponse.newBuilder().setStat(stat(name, entry)).build();
  }

  private static Entry existing(FileTree files, String action, String path) {
    return files.at(files.resolve(path)).orElseThrow(() -> FileOps.notFound(action, path));
  }

  private static Stat stat(String name, Entry entry) {
    int permissions = entry.attributes().permissions();
    int mode = permissions & 0777;
    mode |= (permissions & 04000) != 0 ? GO_SETUID : 0;
    mode |= (permissions & 02000) != 0 ? GO_SETGID : 0;
    mode |= (permissions & 01000) != 0 ? GO_STICKY : 0;
    Stat.Builder result =
        Stat.newBuilder()
            .setPath(name)
            .setUid(entry.attributes().uid())
            .setGid(entry.attributes().gid())
            .setModTime(entry.attributes().modified());
    return switch (entry) {
      case Entry.File file -> result.setMode(mode).setSize(file.content().size()).build();
      case Entry.Directory _ -> result.setMode(mode | GO_DIRECTORY).build();
      case Entry.Link link ->
          result
              .setMode(mode | GO_LINK)
              .setLinkname(link.target())
              .setSize(link.target().length())
              .build();
    };
  }
}
