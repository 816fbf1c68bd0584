package dev.bowsprit.examples.include;

import dev.bowsprit.dockerfile.extension.Extension;
import java.util.List;

/** {@code INCLUDE path}: a file of the build context whose instructions stand in its place. */
public final class Include implements Extension {

  @Override
  public String name() {
    return "INCLUDE";
  }

  @Override
  public Texts parse(Use use) {
    if (!use.flags().isEmpty()) {
      throw new IllegalArgumentException("INCLUDE has no flags");
    }
    if (use.arguments().size() != 1) {
      throw new IllegalArgumentException("INCLUDE requires exactly one argument, a path");
    }
    String path = use.arguments().getFirst().text();
    return files -> List.of(files.read(path));
  }
}
