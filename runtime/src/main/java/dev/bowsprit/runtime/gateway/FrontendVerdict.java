package dev.bowsprit.runtime.gateway;

import dev.bowsprit.frontend.FrontendLabels;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.gateway.image.FrontendEnd;
import dev.bowsprit.runtime.gateway.image.FrontendImage;
import dev.bowsprit.runtime.gateway.image.FrontendLog;
import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Says what became of a frontend's run. An error that it returned goes before a failure of its
 * process, and that before a result that it returned.
 */
record FrontendVerdict(FrontendImage image, FrontendLog log, MessageLimit messages) {

  private static final int KILLED = 128 + 9;

  /** What runc and crun write. */
  private static final Pattern NO_PROGRAM =
      Pattern.compile("[\"`]/run\\\\?[\"`].*(no such file|not found)", Pattern.CASE_INSENSITIVE);

  /**
   * What the frontend returned.
   *
   * @throws GatewayException what it returned as error, or how its process failed
   */
  FrontendResult of(FrontendEnd end, BuildGateway gateway) {
    if (!gateway.hasReturned()) {
      throw failed(
          switch (end) {
            case FrontendEnd.Killed(String why) -> "was killed: " + why;
            case FrontendEnd.Exited(int code) when code != 0 -> exited(code);
            case FrontendEnd.Exited _, FrontendEnd.Lingered _ ->
                "ended without a result: no result for incomplete build";
          });
    }
    FrontendResult result = returned(gateway);
    if (end instanceof FrontendEnd.Exited(int code) && code != 0) {
      throw failed(exited(code));
    }
    return result;
  }

  /**
   * What it returned. An error of one that may need the network, as it does not say otherwise, can
   * come of having none.
   */
  private FrontendResult returned(BuildGateway gateway) {
    try {
      return gateway.result();
    } catch (GatewayException e) {
      String message = String.valueOf(e.status().getMessage());
      String why =
          image.config().labels().containsKey(FrontendLabels.NETWORK_NONE)
              ? ""
              : SandboxSymptom.explain(image, message);
      throw why.isEmpty()
          ? e
          : new GatewayException(e.status().toBuilder().setMessage(message + why).build(), e);
    }
  }

  private String exited(int code) {
    String text = "failed: exit code: " + code;
    return code == KILLED
        ? text
            + " (killed, maybe for it needed more than its %d MiB of memory%s)"
                .formatted(image.settings().memory() >> 20, SandboxSettings.looser("memory"))
        : text;
  }

  /** The program of an image that names none is /run, which images of other things have not. */
  private String absentProgram(String said) {
    return image.config().entrypoint().isEmpty() && NO_PROGRAM.matcher(said).find()
        ? " (the image has no entrypoint, nor a program /run: it is no image of a frontend)"
        : "";
  }

  private GatewayException failed(String what) {
    StringBuilder message =
        new StringBuilder("frontend ")
            .append(image.name())
            .append(' ')
            .append(what)
            .append(messages.complaint());
    List<String> lines = log.tail();
    String said = String.join("\n", lines);
    message.append(absentProgram(said)).append(SandboxSymptom.explain(image, said));
    log.fail(message.toString());
    if (!lines.isEmpty()) {
      message.append("\nIts last output:");
      lines.forEach(line -> message.append("\n  ").append(line));
    }
    return GatewayException.of(GatewayException.Code.UNKNOWN, message.toString())
        .withDetails(List.of(new ErrorDetail.Frontend(FrontendCall.GATEWAY, image.name()).toAny()));
  }
}
