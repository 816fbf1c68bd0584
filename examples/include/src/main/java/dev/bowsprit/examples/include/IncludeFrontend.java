package dev.bowsprit.examples.include;

import dev.bowsprit.dockerfile.DockerfileFrontend;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.stdio.FrontendMain;
import java.util.List;

/** The dialect as a frontend: what its image runs. */
public final class IncludeFrontend implements FrontendProvider {

  /** Runs as a frontend's process. */
  public static void main(String[] args) {
    FrontendMain.run(new IncludeFrontend().frontend());
  }

  @Override
  public String name() {
    return "dockerfile-include.v0";
  }

  @Override
  public Frontend frontend() {
    return new DockerfileFrontend(List.of(new Include()));
  }
}
