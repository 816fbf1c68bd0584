package dev.bowsprit.runtime.session.fsutil;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this host, as a client sends it: owned by root, with the attributes of the {@code
 * user} namespace, and with hard links where their first name is sent too.
 */
public final class DirectoryTree implements FileTree {

  private final Path root;
  private final FileFilter filter;
  private final boolean identities;
  private final boolean attributes;

  private DirectoryTree(Path root, FileFilter filter, boolean identities) {
    this.root = root;
    this.filter = filter;
    this.identities = identities;
    this.attributes = hasAttributes(root);
  }

  private static boolean hasAttributes(Path folder) {
    try {
      var _ = Files.getFileAttributeView(folder, UserDefinedFileAttributeView.class).list();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A folder's files.
   *
   * @param includes patterns of which one must match; empty to take all
   * @param excludes patterns of which none must match, as in an ignore file
   * @param followed paths that are taken with all that links on them lead to
   * @param identities whether regular files carry a token that changes with their content
   * @throws IllegalArgumentException if a pattern is malformed
   * @throws IOException if the root is no folder or cannot be read
   */
  public static DirectoryTree of(
      Path root,
      List<String> includes,
      List<String> excludes,
      List<String> followed,
      boolean identities)
      throws IOException {
    Path real = root.toRealPath();
    if (!Files.isDirectory(real)) {
      throw new NotDirectoryException(root.toString());
    }
    List<String> wanted = new ArrayList<>(includes);
    if (!followed.isEmpty()) {
      wanted.addAll(FollowedPaths.resolve(real, followed));
      wanted = FollowedPaths.withoutNested(wanted);
    }
    return new DirectoryTree(real, FileFilter.of(wanted, excludes), identities);
  }

  @Override
  public void walk(Visitor visitor) throws IOException {
    new Walk(visitor).directory(root, "", filter.root(), null);
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.newInputStream(root.resolve(path));
  }

  /** A directory on the way down, which is sent at the latest before what is in it. */
  private static final class Parent {

    private final @Nullable Parent above;
    private final Stat stat;
    private boolean sent;

    Parent(@Nullable Parent above, Stat stat) {
      this.above = above;
      this.stat = stat;
    }

    void send(Visitor visitor) throws IOException {
      if (!sent) {
        if (above != null) {
          above.send(visitor);
        }
        sent = true;
        visitor.visit(stat);
      }
    }
  }

  private final class Walk {

    private final Visitor visitor;
    private final Map<Long, String> firstNames = new HashMap<>();

    Walk(Visitor visitor) {
      this.visitor = visitor;
    }

    void directory(Path folder, String path, FileFilter.Place place, @Nullable Parent parent)
        throws IOException {
      for (String name : names(folder, path.isEmpty() || place.taken())) {
        String child = path.isEmpty() ? name : path + '/' + name;
        FileFilter.Place childPlace = place.descend(child);
        boolean taken = childPlace.taken();
        if (taken || childPlace.mayContainTaken(child)) {
          entry(folder.resolve(name), child, childPlace, parent);
        }
      }
    }

    private void entry(Path file, String path, FileFilter.Place place, @Nullable Parent parent)
        throws IOException {
      Inode inode;
      try {
        inode = Inode.of(file);
      } catch (NoSuchFileException e) {
        return; // deleted meanwhile
      }
      int mode = FileMode.ofUnix(inode.mode());
      boolean taken = place.taken();
      if (FileMode.isDir(mode)) {
        Parent here = new Parent(parent, stat(file, path, mode, inode));
        if (taken) {
          here.send(visitor);
        }
        if (place.mayContainTaken(path)) {
          directory(file, path, place, here);
        }
      } else if (taken) {
        if (parent != null) {
          parent.send(visitor);
        }
        visitor.visit(stat(file, path, mode, inode));
      }
    }

    private Stat stat(Path file, String path, int mode, Inode inode) throws IOException {
      Stat.Builder stat =
          Stat.newBuilder()
              .setPath(path)
              // archives have no sockets, so every sender calls them plain files
              .setMode(mode & ~FileMode.SOCKET)
              .setModTime(inode.modified().to(TimeUnit.NANOSECONDS));
      if (!FileMode.isDir(mode)) {
        stat.setSize(inode.size());
        if ((mode & FileMode.DEVICE) != 0) {
          long device = inode.special();
          stat.setDevmajor((device >> 8) & 0xfff);
          stat.setDevminor((device & 0xff) | ((device >> 12) & 0xfff00));
        }
        if (inode.links() > 1) {
          String first = firstNames.putIfAbsent(inode.number(), path);
          stat.setLinkname(first == null ? "" : first);
        }
        if (FileMode.isSymlink(mode)) {
          stat.setLinkname(Files.readSymbolicLink(file).toString());
        }
        if (identities && FileMode.isRegular(mode)) {
          stat.setIdentity(identity(inode));
        }
      }
      if (attributes && (FileMode.isDir(mode) || FileMode.isRegular(mode))) {
        addAttributes(file, stat);
      }
      return stat.build();
    }
  }

  /**
   * What stat(2) says of a file.
   *
   * @param special the device that a special file stands for
   */
  private record Inode(
      int mode,
      long size,
      long device,
      long number,
      int links,
      long special,
      FileTime modified,
      FileTime changed) {

    static Inode of(Path file) throws IOException {
      Map<String, Object> unix =
          Files.readAttributes(
              file,
              "unix:mode,size,dev,ino,nlink,rdev,lastModifiedTime,ctime",
              LinkOption.NOFOLLOW_LINKS);
      return new Inode(
          value(unix, "mode", Integer.class),
          value(unix, "size", Long.class),
          value(unix, "dev", Long.class),
          value(unix, "ino", Long.class),
          value(unix, "nlink", Integer.class),
          value(unix, "rdev", Long.class),
          value(unix, "lastModifiedTime", FileTime.class),
          value(unix, "ctime", FileTime.class));
    }

    private static <T> T value(Map<String, Object> attributes, String name, Class<T> type) {
      return type.cast(Objects.requireNonNull(attributes.get(name), name));
    }
  }

  /** The inode's number and the time of its last change, which no program can set. */
  private static ByteString identity(Inode inode) {
    ByteBuffer token = ByteBuffer.allocate(3 * Long.BYTES);
    token.putLong(inode.device());
    token.putLong(inode.number());
    token.putLong(inode.changed().to(TimeUnit.NANOSECONDS));
    return ByteString.copyFrom(token.flip());
  }

  private static void addAttributes(Path file, Stat.Builder stat) {
    try {
      UserDefinedFileAttributeView view =
          Files.getFileAttributeView(
              file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      for (String name : view.list()) {
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        stat.putXattrs("user." + name, ByteString.copyFrom(value.flip()));
      }
    } catch (IOException e) {
      // attributes that cannot be read are left out; an unreadable file fails when it is asked for
    }
  }

  private List<String> names(Path folder, boolean mustBeReadable) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (NoSuchFileException e) {
      return List.of(); // deleted meanwhile
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (AccessDeniedException e) {
      if (!mustBeReadable) {
        return List.of();
      }
      throw new FileSystemException("open " + root.relativize(folder), null, "permission denied");
    }
    names.sort(FileOrder.NAMES);
    return names;
  }
}
