package dev.bowsprit.frontend.stdio;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.option.OptionDescription;
import dev.bowsprit.gateway.GatewayException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The main program of a frontend's process: {@code FrontendMain.run(new MyFrontend())} is all that
 * {@code main} has to do.
 *
 * <p>Standard input and output belong to the protocol; what the frontend prints to {@code
 * System.out} goes to standard error instead. The process ends as soon as the daemon has the
 * answer, with status 0 if it is a result and 1 if it is an error; with status 1 also if the daemon
 * ends the connection before that, which is how it cancels a build.
 */
public final class FrontendMain {

  /**
   * The system property that makes {@link #run} print what the frontend can, as JSON, in place of
   * running it: its {@code capabilities}, its {@code options}, and whether it {@code needsNetwork}.
   */
  public static final String DESCRIBE = "bowsprit.describe";

  private FrontendMain() {}

  /**
   * Runs a frontend that is provided as a service.
   *
   * @param args the name of the {@link FrontendProvider}; none if there is only one
   */
  public static void main(String[] args) {
    Optional<Frontend> found =
        ServiceLoader.load(FrontendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> args.length == 0 || provider.name().equals(args[0]))
            .map(FrontendProvider::frontend)
            .findFirst();
    if (found.isEmpty()) {
      System.err.println("there is no frontend " + String.join(" ", args));
      end(1);
    }
    run(found.orElseThrow());
  }

  /** Runs the frontend and ends the process; never returns. */
  public static void run(Frontend frontend) {
    if (Boolean.getBoolean(DESCRIBE)) {
      describe(frontend);
    }
    InputStream in = new FileInputStream(FileDescriptor.in);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    System.setIn(InputStream.nullInputStream());
    try {
      FrontendEnvironment variables = ProcessEnvironment.read(ProcessEnvironment.ofProcess());
      FrontendEnvironment environment =
          ProcessEnvironment.self().map(variables::withSelf).orElse(variables);
      // A virtual machine that ends while a thread reads waits for it, so the reader ends it.
      RemoteGateway gateway =
          RemoteGateway.connect(
              in, out, answer -> end(answer.hasError() ? 1 : 0), FrontendMain::cancelled);
      FrontendRunner.run(frontend, environment, gateway, Throwable::printStackTrace);
    } catch (IOException | IllegalArgumentException | GatewayException e) {
      System.err.println("the frontend could not answer: " + e.getMessage());
    }
    end(1);
  }

  private static void describe(Frontend frontend) {
    System.out.println(
        new Json.Builder()
            .put("capabilities", Json.ofTexts(frontend.capabilities()))
            .put("needsNetwork", Json.of(frontend.needsNetwork()))
            .put(
                "options",
                new Json.Arr(frontend.options().stream().map(FrontendMain::described).toList()))
            .build()
            .compact());
    System.out.flush();
    end(0);
  }

  private static Json described(OptionDescription option) {
    return new Json.Builder()
        .put("name", Json.of(option.key()))
        .put("description", Json.of(option.text()))
        .build();
  }

  private static void cancelled() {
    end(1);
  }

  /** Ends the process at once: nothing here outlives the answer, and no hook is worth the wait. */
  private static void end(int status) {
    System.err.flush();
    Runtime.getRuntime().halt(status);
  }
}
