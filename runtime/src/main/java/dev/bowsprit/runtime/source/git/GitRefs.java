package dev.bowsprit.runtime.source.git;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a remote what its references stand for. */
final class GitRefs {

  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";
  private static final Pattern BRANCH = Pattern.compile(HEADS + "(\\S+)");

  private final GitIdentifier source;
  private final GitProgram git;
  private final Path folder;
  private final String remote;

  /**
   * To ask about a source.
   *
   * @param folder where git runs, in no repository
   */
  GitRefs(GitIdentifier source, GitProgram git, Path folder) {
    this(source, git, folder, source.remote());
  }

  private GitRefs(GitIdentifier source, GitProgram git, Path folder, String remote) {
    this.source = source;
    this.git = git;
    this.folder = folder;
    this.remote = remote;
  }

  /** The same, asking the bundle that stands in for the remote. */
  GitRefs of(StagedBundle bundle) {
    return new GitRefs(source, git.by(GitProgram.OWN), folder, bundle.url());
  }

  /** What needs not be asked: a commit that is given. */
  static Optional<GitObject> given(GitIdentifier source) {
    if (GitIdentifier.isCommit(source.ref())) {
      return Optional.of(GitObject.commit(source.ref(), source.ref()));
    }
    if (source.bundle().isPresent()) {
      return source.ref().isEmpty()
          ? Optional.of(GitObject.commit(source.checksum(), source.checksum()))
          : Optional.empty();
    }
    if (!source.fetchByCommit()) {
      return Optional.empty();
    }
    String ref =
        source.ref().isEmpty()
            ? source.checksum()
            : source.ref().startsWith("refs/") ? source.ref() : HEADS + source.ref();
    return Optional.of(GitObject.commit(ref, source.checksum()));
  }

  /**
   * Asks.
   *
   * @throws GatewayException if the remote cannot be reached, has no such reference, or another
   *     commit than the source's checksum says
   */
  GitObject resolve() throws IOException {
    String ref = source.ref().isEmpty() ? defaultBranch() : source.ref();
    String listing;
    try {
      listing = git.run(folder, "ls-remote", "--", remote, ref, ref + "^{}");
    } catch (GitProgram.Failure e) {
      throw e.of("failed to fetch remote " + source.shown());
    }
    Map<String, String> found = new HashMap<>();
    listing
        .lines()
        .map(line -> line.split("\t", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> found.put(parts[1], parts[0]));
    return check(choose(ref, found, listing));
  }

  /** A name alone is a branch before it is a tag, as for {@code git checkout}. */
  private GitObject choose(String ref, Map<String, String> found, String listing) {
    String tag = TAGS + without(ref, TAGS);
    for (String name :
        new String[] {"refs/" + without(ref, "refs/"), HEADS + without(ref, HEADS)}) {
      if (found.containsKey(name)) {
        return new GitObject(
            name,
            found.get(name),
            name.equals(tag) ? Optional.ofNullable(found.get(name + "^{}")) : Optional.empty());
      }
    }
    if (!found.containsKey(tag)) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "repository %s does not contain ref %s, output: \"%s\""
              .formatted(source.shown(), ref, listing.strip()));
    }
    return new GitObject(tag, found.get(tag), Optional.ofNullable(found.get(tag + "^{}")));
  }

  private static String without(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private GitObject check(GitObject object) {
    if (!GitIdentifier.isCommit(object.checksum())) {
      throw GatewayException.of(Code.UNKNOWN, "invalid commit sha \"" + object.checksum() + "\"");
    }
    String wanted = source.checksum();
    if (!object.checksum().startsWith(wanted)
        && !object.commit().map(commit -> commit.startsWith(wanted)).orElse(false)) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "expected checksum to match %s, got %s%s"
              .formatted(
                  wanted,
                  object.checksum(),
                  object.commit().map(commit -> " or " + commit).orElse("")));
    }
    return object;
  }

  private String defaultBranch() throws IOException {
    String head;
    try {
      head = git.run(folder, "ls-remote", "--symref", "--", remote, "HEAD");
    } catch (GitProgram.Failure e) {
      throw e.of("error fetching default branch for repository " + source.shown());
    }
    Matcher branch = BRANCH.matcher(head);
    if (!branch.find() || branch.group(1).startsWith("-")) {
      throw GatewayException.of(
          Code.UNKNOWN, "could not find default branch for repository: " + source.shown());
    }
    return branch.group(1);
  }
}
