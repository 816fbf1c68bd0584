package dev.bowsprit.runtime.source.git;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.runtime.worker.snapshot.Trees;
import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of a commit.
 *
 * @param source what was asked for
 * @param repository where the object is, that was fetched
 * @param temporary a path at which nothing is
 */
record GitCheckout(GitIdentifier source, GitProgram git, Path repository, Path temporary) {

  private static final String GIT = ".git";
  private static final String TAGS = "refs/tags/";

  /** Writes the files into a folder, which is empty. */
  void write(GitObject object, Path target) throws IOException {
    String commit = object.checksum() + "^{commit}";
    try {
      if (source.subdir().isEmpty()) {
        files(object, target, source.keepGitDir());
      } else {
        // On the same file system, so that what is wanted can be moved.
        Path all = target.resolve(".checkout-" + temporary.getFileName());
        Files.createDirectory(all);
        files(object, all, false);
        take(all, target);
      }
      if (source.mtime().equals("commit")) {
        String time =
            git.in(repository).run(repository, "log", "-1", "--format=%ct", commit).strip();
        age(target, Instant.ofEpochSecond(Long.parseLong(time)));
      }
    } catch (GitProgram.Failure e) {
      throw e.of("failed to checkout remote " + source.shown());
    } finally {
      if (Files.exists(temporary)) {
        Trees.delete(temporary);
      }
    }
  }

  private void files(GitObject object, Path target, boolean withGit)
      throws GitProgram.Failure, IOException {
    Path gitDir = withGit ? target.resolve(GIT) : temporary;
    GitProgram inside = git.in(gitDir, target);
    if (withGit) {
      cloneInto(inside, object, target);
    } else {
      borrow(gitDir, object, target);
      var _ = inside.run(target, "read-tree", "--reset", "-u", object.checksum() + "^{tree}");
    }
    if (!source.skipSubmodules() && Files.exists(target.resolve(".gitmodules"))) {
      submodules(inside, target);
    }
    if (!withGit) {
      forget(target, gitDir);
    }
  }

  /** A repository that is thrown away has the index and the submodules of this checkout alone. */
  private void borrow(Path gitDir, GitObject object, Path target)
      throws GitProgram.Failure, IOException {
    ThrowAwayRepository.init(git.in(gitDir), object.checksum(), target, "--bare", "--template=");
    ThrowAwayRepository.borrow(gitDir, repository);
    if (Files.exists(repository.resolve("shallow"))) {
      Files.copy(repository.resolve("shallow"), gitDir.resolve("shallow"));
    }
    var _ = git.in(gitDir).run(target, "config", "core.bare", "false");
    var _ = git.in(gitDir).run(target, "remote", "add", "origin", source.remote());
  }

  /** By the protocol, not by copying or linking files, which has been a way to others' files. */
  private void cloneInto(GitProgram inside, GitObject object, Path target)
      throws GitProgram.Failure, IOException {
    ThrowAwayRepository.init(git.in(target.resolve(GIT)), object.checksum(), target);
    String kept = GitFetch.keptAs(object.checksum());
    String name = object.ref();
    if (name.startsWith("refs/heads/")) {
      name = TAGS + name.substring("refs/heads/".length());
    }
    boolean named = !GitIdentifier.isCommit(object.ref());
    GitProgram own = inside.by(GitProgram.OWN);
    var _ = inside.run(target, "remote", "add", "origin", "file://" + repository);
    var _ =
        own.run(
            target,
            "fetch",
            "--quiet",
            "-u",
            "--depth=1",
            "--",
            "origin",
            named ? kept + ":" + name : kept);
    var _ = inside.run(target, "checkout", "--quiet", "FETCH_HEAD");
    var _ = inside.run(target, "remote", "set-url", "origin", source.shown());
    var _ = inside.run(target, "reflog", "expire", "--all", "--expire=now");
    Files.deleteIfExists(target.resolve(GIT).resolve("FETCH_HEAD"));
  }

  private void submodules(GitProgram inside, Path target) throws IOException {
    try {
      if (source.keepGitDir() && source.subdir().isEmpty()) {
        // Relative addresses are relative to where the repository came from.
        var _ = inside.run(target, "remote", "set-url", "origin", source.remote());
      }
      var _ = inside.run(target, "submodule", "update", "--init", "--recursive", "--depth=1");
      if (source.keepGitDir() && source.subdir().isEmpty()) {
        var _ = inside.run(target, "remote", "set-url", "origin", source.shown());
      }
    } catch (GitProgram.Failure e) {
      throw e.of("failed to update submodules for " + source.shown());
    }
  }

  /** Takes away the pointers of submodules to a repository that is thrown away. */
  private static void forget(Path target, Path gitDir) throws IOException {
    Files.walkFileTree(
        target,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.getFileName().toString().equals(GIT)
                && attributes.isRegularFile()
                && attributes.size() < 64 << 10
                && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(gitDir.getFileName().toString())) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Moves the wanted directory's entries to their place and drops the rest. */
  private void take(Path all, Path target) throws IOException {
    Path wanted = all;
    for (String name : GoPath.clean(source.subdir()).split("/", -1)) {
      wanted = wanted.resolve(name);
      if (!Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)) {
        throw invalid("no such file or directory \"" + all.relativize(wanted) + "\"");
      }
      if (!Files.isDirectory(wanted, LinkOption.NOFOLLOW_LINKS)) {
        throw invalid("\"" + all.relativize(wanted) + "\" is not a directory");
      }
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(wanted)) {
      for (Path entry : entries) {
        Files.move(entry, target.resolve(entry.getFileName()));
      }
    }
    Trees.delete(all);
  }

  private GatewayException invalid(String why) {
    return GatewayException.of(
        Code.UNKNOWN, "invalid subdir " + source.subdir() + " of " + source.shown() + ": " + why);
  }

  private static void age(Path target, Instant time) throws IOException {
    Files.walkFileTree(
        target,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Nodes.utimes(file, time);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Nodes.utimes(folder, time);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
