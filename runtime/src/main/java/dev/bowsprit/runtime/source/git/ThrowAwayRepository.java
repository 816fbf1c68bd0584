package dev.bowsprit.runtime.source.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes repositories that serve one vertex and are thrown away then. */
final class ThrowAwayRepository {

  private ThrowAwayRepository() {}

  /**
   * Makes an empty repository.
   *
   * @param where knows the repository's folder
   * @param checksum of an object that it is to hold, which says by which algorithm
   * @param folder where git runs
   * @param options more options of {@code git init}
   */
  static void init(GitProgram where, String checksum, Path folder, String... options)
      throws GitProgram.Failure, IOException {
    String format = checksum.length() == 64 ? "sha256" : "sha1";
    List<String> command = new ArrayList<>(List.of("init", "--quiet", "--object-format=" + format));
    command.addAll(List.of(options));
    var _ = where.print(folder, command);
  }

  /** Lets it have all objects of another repository without a copy of them. */
  static void borrow(Path gitDir, Path lender) throws IOException {
    Files.createDirectories(gitDir.resolve("objects/info"));
    Files.writeString(gitDir.resolve("objects/info/alternates"), lender.resolve("objects") + "\n");
  }
}
