package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.frontend.context.GitReference;
import dev.bowsprit.grammar.Instruction.Add;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.llb.HttpSource;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.State;
import dev.bowsprit.llb.Texts;
import java.util.Optional;

/** The git repositories and web files of an ADD. */
final class RemoteSources {

  private static final String COMMAND = "com.docker.dockerfile.v1.command";

  private final Surroundings here;
  private final String name;
  private Optional<Boolean> keepGitDir;
  private String checksum;

  RemoteSources(Surroundings here, Optional<Add> add, String checksum, String name) {
    this.here = here;
    this.name = name;
    this.keepGitDir = add.flatMap(Add::keepGitDir);
    this.checksum = checksum;
  }

  /** A repository; what its address says must not contradict the flags, and holds from then on. */
  State git(GitReference reference) {
    if (keepGitDir.isPresent()
        && reference.keepGitDir().isPresent()
        && !keepGitDir.equals(reference.keepGitDir())) {
      throw here.error("inconsistent keep-git-dir configuration");
    }
    keepGitDir = reference.keepGitDir().or(() -> keepGitDir);
    if (!checksum.isEmpty()
        && !reference.checksum().isEmpty()
        && !checksum.equals(reference.checksum())) {
      throw here.error(
          "checksum mismatch "
              + Texts.quote(checksum)
              + " != "
              + Texts.quote(reference.checksum()));
    }
    if (!reference.checksum().isEmpty()) {
      checksum = reference.checksum();
    }
    GitSource source = reference.source().named(name);
    if (here.scope().options().gitAdvice()) {
      source = source.advice();
    }
    if (keepGitDir.orElse(false)) {
      source = source.keepGitDir();
    }
    return checksum.isEmpty() ? source : source.checksum(checksum);
  }

  /** A file of the web. */
  State web(String address, String file) {
    HttpSource source = Llb.http(address).filename(file).named(name).described(COMMAND, "");
    return checksum.isEmpty() ? source : source.checksum(Digest.parseWritten(checksum));
  }
}
