package dev.bowsprit.runtime.ops.exec;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.SecurityMode;
import java.util.function.Predicate;

/** What a process needs the operator's and the client's leave for. */
public final class Entitlements {

  private Entitlements() {}

  /**
   * Checks that a build may use a network.
   *
   * @param entitled what the build was granted
   * @throws GatewayException if it may not
   */
  public static void check(Predicate<String> entitled, NetMode network) {
    if (network == NetMode.HOST) {
      require(entitled, "network.host");
    }
  }

  /**
   * Checks that a build may run processes with these privileges.
   *
   * @param entitled what the build was granted
   * @throws GatewayException if it may not
   */
  public static void check(Predicate<String> entitled, SecurityMode security) {
    if (security == SecurityMode.INSECURE) {
      require(entitled, "security.insecure");
    }
  }

  private static void require(Predicate<String> entitled, String entitlement) {
    if (!entitled.test(entitlement)) {
      throw GatewayException.of(GatewayException.Code.UNKNOWN, entitlement + " is not allowed");
    }
  }
}
