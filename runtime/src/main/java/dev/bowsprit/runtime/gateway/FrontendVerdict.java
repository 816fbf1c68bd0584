package dev.bowsprit.runtime.gateway;

import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.gateway.image.FrontendEnd;
import dev.bowsprit.runtime.gateway.image.FrontendImage;
import dev.bowsprit.runtime.gateway.image.FrontendLog;
import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import java.util.List;

/**
 * Says what became of a frontend's run. An error that it returned goes before a failure of its
 * process, and that before a result that it returned.
 */
record FrontendVerdict(FrontendImage image, FrontendLog log, MessageLimit messages) {

  private static final int KILLED = 128 + 9;

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
    FrontendResult result = gateway.result();
    if (end instanceof FrontendEnd.Exited(int code) && code != 0) {
      throw failed(exited(code));
    }
    return result;
  }

  private String exited(int code) {
    String text = "failed: exit code: " + code;
    return code == KILLED
        ? text
            + " (killed, maybe for it needed more than its %d MiB of memory%s)"
                .formatted(image.settings().memory() >> 20, SandboxSettings.looser("memory"))
        : text;
  }

  private GatewayException failed(String what) {
    StringBuilder message =
        new StringBuilder("frontend ")
            .append(image.name())
            .append(' ')
            .append(what)
            .append(messages.complaint());
    log.fail(message.toString());
    List<String> lines = log.tail();
    if (!lines.isEmpty()) {
      message.append("\nIts last output:");
      lines.forEach(line -> message.append("\n  ").append(line));
    }
    return GatewayException.of(GatewayException.Code.UNKNOWN, message.toString())
        .withDetails(List.of(new ErrorDetail.Frontend(FrontendHost.GATEWAY, image.name()).toAny()));
  }
}
