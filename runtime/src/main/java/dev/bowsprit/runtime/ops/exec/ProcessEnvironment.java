package dev.bowsprit.runtime.ops.exec;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Texts;
import dev.bowsprit.runtime.session.ClientSecrets;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.wire.pb.SecretEnv;
import java.util.ArrayList;
import java.util.List;

/** The environment variables of a process. */
public final class ProcessEnvironment {

  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private ProcessEnvironment() {}

  /**
   * Adds to the given variables those that every process has, and the client's secrets.
   *
   * @param given {@code NAME=value}
   * @param tty whether the process has a terminal
   * @throws GatewayException if a secret is missing that must not
   */
  public static List<String> complete(
      List<String> given, boolean tty, List<SecretEnv> secrets, Sessions sessions) {
    List<String> result = new ArrayList<>(given);
    addDefault(result, "PATH", DEFAULT_PATH);
    if (tty) {
      addDefault(result, "TERM", "xterm");
    }
    for (SecretEnv secret : secrets) {
      if (secret.getID().isEmpty()) {
        throw GatewayException.of(
            GatewayException.Code.INVALID_ARGUMENT,
            "secret ID missing for " + Texts.quote(secret.getName()) + " environment variable");
      }
      String value =
          ClientSecrets.get(sessions, secret.getID(), secret.getOptional())
              .map(bytes -> ByteString.copyFrom(bytes).toStringUtf8())
              .orElse("");
      result.add(secret.getName() + "=" + value);
    }
    return result;
  }

  private static void addDefault(List<String> variables, String name, String value) {
    if (variables.stream().noneMatch(variable -> variable.startsWith(name + "="))) {
      variables.add(name + "=" + value);
    }
  }
}
