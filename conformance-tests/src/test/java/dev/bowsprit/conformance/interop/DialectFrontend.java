package dev.bowsprit.conformance.interop;

import dev.bowsprit.dockerfile.DockerfileFrontend;
import dev.bowsprit.dockerfile.extension.Extension;
import dev.bowsprit.frontend.stdio.FrontendMain;
import dev.bowsprit.llb.Exec;
import java.util.List;
import java.util.Map;

/** A dialect of Dockerfiles with an instruction that is a step of its stage. */
public final class DialectFrontend {

  private DialectFrontend() {}

  /** Runs as a frontend's process. */
  public static void main(String[] args) {
    FrontendMain.run(new DockerfileFrontend(List.of(new Count())));
  }

  /** {@code COUNT result}: counts the lines of the context's files, and labels the image. */
  private static final class Count implements Extension {

    @Override
    public String name() {
      return "COUNT";
    }

    @Override
    public Step parse(Use use) {
      return stage -> {
        String result = stage.expand(use.arguments().getFirst());
        Exec command =
            stage
                .files()
                .shell("cat /context/*.txt | wc -l > " + result)
                .mount("/context", stage.context(), Exec.Access.READ_ONLY);
        return stage
            .after(command)
            .editConfig(config -> config.addLabels(Map.of("counted", result)));
      };
    }
  }
}
