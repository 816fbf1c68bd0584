package dev.bowsprit.runtime.source.git;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gets an object of a remote into its repository here, with as little else as the server lets. What
 * is fetched stays under a reference of its own, {@code refs/bowsprit/OBJECT}, so that references
 * that the remote moves, deletes or renames never get into the way.
 */
final class GitFetch {

  private static final String SHALLOW = "--depth=1";
  private static final String UNSHALLOW = "--unshallow";

  private final GitIdentifier source;
  private final GitProgram git;
  private final Path repository;
  private final Supplier<Optional<StagedBundle>> bundle;

  /**
   * To fetch into a repository.
   *
   * @param bundle the bundle that stands in for the remote; asked only if something is to be
   *     fetched
   */
  GitFetch(
      GitIdentifier source,
      GitProgram git,
      Path repository,
      Supplier<Optional<StagedBundle>> bundle) {
    this.source = source;
    this.git = git.in(repository);
    this.repository = repository;
    this.bundle = bundle;
  }

  /** The reference under which an object is kept. */
  static String keptAs(String object) {
    return "refs/bowsprit/" + object;
  }

  /**
   * Fetches an object unless it is there.
   *
   * @throws GatewayException if the remote does not have it (any more), or it is not the one that
   *     the source's checksum says
   */
  void ensure(GitObject wanted) throws IOException {
    try {
      if (!has(wanted.checksum())
          && !withHistory(wanted)
          && !byReference(wanted)
          && !byName(wanted.checksum())
          && !whole(wanted.checksum())) {
        throw GatewayException.of(
            Code.UNKNOWN,
            "fetched ref %s does not match expected commit %s and commit can not be found in the"
                    .formatted(wanted.ref(), wanted.checksum())
                + " repository");
      }
      run("update-ref", keptAs(wanted.checksum()), wanted.checksum());
      if (source.checkoutBundle() && isShallow()) {
        fetch(List.of("--no-tags", UNSHALLOW), reference(wanted.checksum()));
      }
    } catch (GitProgram.Failure e) {
      throw e.of("failed to fetch remote " + source.shown());
    }
    check(wanted.checksum());
  }

  private String run(String... arguments) throws GitProgram.Failure, IOException {
    return git.run(repository, arguments);
  }

  private boolean has(String object) throws IOException {
    return tryRun("cat-file", "-e", object).isPresent();
  }

  private Optional<String> tryRun(String... arguments) throws IOException {
    try {
      return Optional.of(run(arguments));
    } catch (GitProgram.Failure e) {
      return Optional.empty();
    }
  }

  private boolean isShallow() {
    return Files.exists(repository.resolve("shallow"));
  }

  private static String reference(String object) {
    return object + ":" + keptAs(object);
  }

  /** A bundle without the history could not be fetched from. */
  private boolean withHistory(GitObject wanted) throws GitProgram.Failure, IOException {
    if (!source.checkoutBundle() || isShallow()) {
      return false;
    }
    String ref = GitIdentifier.isCommit(wanted.ref()) ? wanted.checksum() : wanted.ref();
    fetch(List.of("--no-tags"), ref + ":" + keptAs(wanted.checksum()));
    return has(wanted.checksum());
  }

  /** The usual way; the reference may stand for another object by now. */
  private boolean byReference(GitObject wanted) throws GitProgram.Failure, IOException {
    if (GitIdentifier.isCommit(wanted.ref()) || source.fetchByCommit()) {
      return false;
    }
    fetch(List.of(SHALLOW, "--no-tags"), wanted.ref() + ":" + keptAs(wanted.checksum()));
    return has(wanted.checksum());
  }

  /** Most servers give a commit by its name. */
  private boolean byName(String object) throws GitProgram.Failure, IOException {
    try {
      fetch(List.of(SHALLOW, "--no-tags"), reference(object));
      return has(object);
    } catch (GitProgram.Failure e) {
      if (e.says("not our ref", "unadvertised object", "no such remote ref", "find remote ref")) {
        return false;
      }
      throw e;
    }
  }

  /** From a server that does not, everything is fetched. */
  private boolean whole(String object) throws GitProgram.Failure, IOException {
    List<String> options = new ArrayList<>(List.of("--tags", "--prune"));
    if (isShallow()) {
      options.add(UNSHALLOW);
    }
    fetch(options, "refs/heads/*:refs/remotes/origin/*");
    return has(object);
  }

  private void fetch(List<String> options, String reference)
      throws GitProgram.Failure, IOException {
    List<String> command = new ArrayList<>(List.of("fetch", "--force", "--refmap="));
    command.addAll(options);
    Optional<StagedBundle> standIn = bundle.get();
    String from = standIn.map(StagedBundle::url).orElse("origin");
    GitProgram program = standIn.isPresent() ? git.by(GitProgram.OWN) : git;
    command.addAll(List.of("--", from, "+" + reference));
    try {
      var _ = program.print(repository, command);
    } catch (GitProgram.Failure e) {
      // Plain web servers cannot leave history out.
      if (!command.remove(SHALLOW) || !e.says("--depth", "shallow")) {
        throw e;
      }
      var _ = program.print(repository, command);
    }
  }

  private void check(String object) throws IOException {
    String wanted = source.checksum();
    if (object.startsWith(wanted)) {
      return;
    }
    String commit = tryRun("rev-parse", object + "^{commit}").map(String::strip).orElse("");
    if (!commit.startsWith(wanted)) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "expected checksum to match %s, got %s%s"
              .formatted(wanted, object, commit.isEmpty() ? "" : " or " + commit));
    }
  }
}
