package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.scratch;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Container;
import dev.bowsprit.frontend.ContainerProcess;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.Image;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.frontend.stdio.FrontendMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A frontend that runs processes in containers, and whose result says what it saw. */
public final class ContainersFrontend implements Frontend {

  /** What its result has in the file {@code /seen}. */
  static final String SEEN =
      """
      failure: [ship 10.1.2.3\tharbour b /work] [bad] 7
      input: 0 fed
      terminal: true 0
      """;

  /** Runs as a frontend's process. */
  public static void main(String[] args) {
    FrontendMain.run(new ContainersFrontend());
  }

  @Override
  public BuildResult build(BuildRequest request) {
    return request.forEachPlatform(
        platform -> {
          SolvedState root = request.solve(request.image("busybox", platform).state());
          try {
            String seen = failure(request, root) + processes(request, root);
            return Image.of(scratch().mkfile("/seen", 0644, seen));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** In BuildKit a failure ends all of its container, so it has one of its own. */
  private static String failure(BuildRequest request, SolvedState root) {
    var out = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    try (Container container =
            request.container(root).hostname("ship").host("harbour", "10.1.2.3").open();
        ContainerProcess process =
            container
                .exec(
                    "sh",
                    "-c",
                    "echo $(hostname) \"$(grep harbour /etc/hosts)\" $A $PWD; echo bad >&2; exit 7")
                .env("A", "b")
                .cwd("/work")
                .stdout(out)
                .stderr(errors)
                .start()) {
      int code = process.waitFor();
      return "failure: [%s] [%s] %d%n".formatted(text(out).strip(), text(errors).strip(), code);
    }
  }

  private static String processes(BuildRequest request, SolvedState root) throws IOException {
    try (Container container = request.container(root).open();
        var food = new PipedOutputStream();
        ContainerProcess reader =
            container.exec("sh", "-c", "cat > /tmp-in").stdin(new PipedInputStream(food)).start()) {
      String terminal = terminal(container);
      food.write("fed".getBytes(StandardCharsets.UTF_8));
      food.close();
      int code = reader.waitFor();
      String read = new String(container.readFile("/tmp-in"), StandardCharsets.UTF_8);
      return "input: %d %s%n".formatted(code, read) + terminal;
    }
  }

  /** A terminal that is resized, and a signal. */
  private static String terminal(Container container) throws IOException {
    var screen = new ByteArrayOutputStream();
    try (var keys = new PipedOutputStream();
        ContainerProcess shell =
            container
                .exec(
                    "sh",
                    "-c",
                    "trap 'echo got; exit 0' HUP; until [ \"$(stty size)\" = '44 111' ]; do"
                        + " sleep 0.01; done; echo sized; while :; do sleep 0.01; done")
                .tty()
                .stdin(new PipedInputStream(keys))
                .stdout(screen)
                .start()) {
      while (!text(screen).contains("sized")) {
        // A size that comes before there is a terminal is lost in BuildKit.
        shell.resize(44, 111);
        Thread.sleep(10);
      }
      shell.signal("HUP");
      int code = shell.waitFor();
      return "terminal: %s %d%n".formatted(text(screen).contains("got"), code);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(ByteArrayOutputStream out) {
    return out.toString(StandardCharsets.UTF_8);
  }
}
