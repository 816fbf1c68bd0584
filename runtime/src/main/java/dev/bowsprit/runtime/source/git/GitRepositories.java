package dev.bowsprit.runtime.source.git;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.ref.RefInfo.RecordType;
import dev.bowsprit.runtime.worker.ref.SpaceOwner;
import dev.bowsprit.runtime.worker.ref.UsageRecord;
import dev.bowsprit.runtime.worker.snapshot.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was fetched from remotes: a bare repository each, so that the next build fetches only what
 * is new. One at a time uses a repository.
 */
public final class GitRepositories implements SpaceOwner {

  private static final String NAME = "remote";

  private static final class Entry {
    final ReentrantLock lock = new ReentrantLock();
    int users;
  }

  private final Path folders;
  private final Path temporary;
  private final InstantSource clock;
  private final Map<String, Entry> inUse = new HashMap<>();

  private GitRepositories(Path folders, Path temporary, InstantSource clock) {
    this.folders = folders;
    this.temporary = temporary;
    this.clock = clock;
  }

  /** Opens the repositories of a folder, which is made if absent. */
  public static GitRepositories open(Path root, InstantSource clock) throws IOException {
    Files.createDirectories(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    Path temporary = root.resolve("temporary");
    if (Files.exists(temporary)) {
      Trees.delete(temporary);
    }
    Files.createDirectory(temporary);
    Path folders = Files.createDirectories(root.resolve("remotes"));
    return new GitRepositories(folders.toRealPath(), temporary.toRealPath(), clock);
  }

  /** A path at which nothing is, for what goes away with the engine at the latest. */
  Path temporary() {
    return temporary.resolve(UUID.randomUUID().toString());
  }

  /** A folder in which git finds no repository. */
  Path nowhere() {
    return temporary;
  }

  /**
   * Takes the repository of a remote, and waits while another has it.
   *
   * @param sha256 whether its objects are named by SHA-256
   */
  Lease acquire(GitIdentifier source, boolean sha256, GitProgram git) throws IOException {
    String id = Digest.sha256(source.remote() + (sha256 ? " sha256" : "")).hex();
    Entry entry;
    synchronized (inUse) {
      entry = inUse.computeIfAbsent(id, key -> new Entry());
      entry.users++;
    }
    boolean taken = false;
    try {
      entry.lock.lockInterruptibly();
      try {
        prepare(id, source, sha256, git);
        taken = true;
      } finally {
        if (!taken) {
          entry.lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException) new CancellationException("interrupted").initCause(e);
    } finally {
      if (!taken) {
        leave(id, entry);
      }
    }
    return new Lease(this, id, entry);
  }

  private void prepare(String id, GitIdentifier source, boolean sha256, GitProgram git)
      throws IOException {
    Path repository = folders.resolve(id);
    if (!Files.exists(repository)) {
      Path fresh = temporary();
      Files.createDirectory(fresh);
      initialize(fresh, source, sha256, git);
      Files.writeString(fresh.resolve(NAME), source.shown());
      Files.move(fresh, repository, StandardCopyOption.ATOMIC_MOVE);
    }
    // A git that was killed may have left it.
    Files.deleteIfExists(repository.resolve("shallow.lock"));
    Files.setLastModifiedTime(repository.resolve(NAME), FileTime.from(clock.instant()));
  }

  private static void initialize(Path fresh, GitIdentifier source, boolean sha256, GitProgram git)
      throws IOException {
    GitProgram own = git.in(fresh);
    try {
      var _ =
          own.run(
              fresh,
              "init",
              "--quiet",
              "--bare",
              "--template=",
              "--object-format=" + (sha256 ? "sha256" : "sha1"));
      var _ = own.run(fresh, "remote", "add", "origin", source.remote());
    } catch (GitProgram.Failure e) {
      Trees.delete(fresh);
      throw e.of("failed to init repo for " + source.shown());
    }
  }

  private void leave(String id, Entry entry) {
    synchronized (inUse) {
      entry.users--;
      if (entry.users == 0) {
        inUse.remove(id);
      }
    }
  }

  /** A repository in use. */
  static final class Lease implements AutoCloseable {

    private final GitRepositories owner;
    private final String id;
    private final Entry entry;

    private Lease(GitRepositories owner, String id, Entry entry) {
      this.owner = owner;
      this.id = id;
      this.entry = entry;
    }

    Path folder() {
      return owner.folders.resolve(id);
    }

    @Override
    public void close() {
      entry.lock.unlock();
      owner.leave(id, entry);
    }
  }

  @Override
  public List<UsageRecord> usage() {
    List<UsageRecord> records = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folders)) {
      for (Path repository : all) {
        records.add(record(repository));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  private UsageRecord record(Path repository) throws IOException {
    String id = repository.getFileName().toString();
    Path name = repository.resolve(NAME);
    BasicFileAttributes times = Files.readAttributes(name, BasicFileAttributes.class);
    boolean used;
    synchronized (inUse) {
      used = inUse.containsKey(id);
    }
    return new UsageRecord(
        id,
        List.of(),
        true,
        used,
        Trees.usage(repository),
        times.creationTime().toInstant(),
        Optional.of(times.lastModifiedTime().toInstant()),
        1,
        "shared git repo for " + Files.readString(name),
        RecordType.REGULAR,
        false);
  }

  @Override
  public boolean remove(String id) {
    Path grave = temporary();
    synchronized (inUse) {
      if (inUse.containsKey(id) || !Files.exists(folders.resolve(id))) {
        return false;
      }
      try {
        Files.move(folders.resolve(id), grave, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Trees.delete(grave);
    return true;
  }
}
