package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.scratch;

import dev.bowsprit.llb.State;
import java.io.IOException;

/** Writes a definition to standard output, for {@code buildctl build}. */
public final class GraphProgram {

  private GraphProgram() {}

  /**
   * The program.
   *
   * @param args the image to run a command in
   */
  public static void main(String[] args) throws IOException {
    State made = image(args[0]).shell("echo made by $(id -un) > /out/made").output("/out");
    State result = scratch().mkfile("/greeting", 0644, "hello\n").copy(made, "/made", "/made");
    System.out.write(result.marshal().toBytes());
    System.out.flush();
  }
}
