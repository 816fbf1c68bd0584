package dev.bowsprit.dockerfile;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendProvider;

/** Offers the Dockerfile language to daemons and tools, by the name that BuildKit gives it. */
public final class DockerfileFrontendProvider implements FrontendProvider {

  @Override
  public String name() {
    return "dockerfile.v0";
  }

  @Override
  public Frontend frontend() {
    return new DockerfileFrontend();
  }
}
