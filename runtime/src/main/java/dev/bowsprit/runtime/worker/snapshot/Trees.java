package dev.bowsprit.runtime.worker.snapshot;

import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is done to a whole folder. Links are never followed. */
public final class Trees {

  private static final int BLOCK = 512;

  private Trees() {}

  /** Deletes a folder or file and all below; does nothing if there is none. */
  public static void delete(Path tree) {
    try {
      Files.walkFileTree(tree, new Deleter());
    } catch (NoSuchFileException e) {
      if (Files.exists(tree)) {
        throw new UncheckedIOException(e);
      }
    } catch (FileSystemException e) {
      // A step may have made paths longer than a system call takes; rm walks by descriptors.
      deleteByProgram(tree, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteByProgram(Path tree, FileSystemException why) {
    try {
      Process rm =
          new ProcessBuilder("rm", "-rf", "--", tree.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean interrupted = false;
      while (true) {
        try {
          if (rm.waitFor() != 0) {
            throw new UncheckedIOException(why);
          }
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } finally {
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
        }
      }
    } catch (IOException e) {
      why.addSuppressed(e);
      throw new UncheckedIOException(why);
    }
  }

  /** The space of a folder on the disk, in bytes; files with several names count once. */
  public static long usage(Path tree) {
    Counter counter = new Counter();
    try {
      Files.walkFileTree(tree, counter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counter.bytes;
  }

  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  private static final class Counter extends SimpleFileVisitor<Path> {
    private final Set<Long> seen = new HashSet<>();
    private long bytes;

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return visitFile(folder, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Stat stat = Nodes.stat(file);
      if (stat.links() == 1 || seen.add(stat.inode())) {
        bytes += stat.blocks() * BLOCK;
      }
      return FileVisitResult.CONTINUE;
    }

    /** Files may go while a cache is in use. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
