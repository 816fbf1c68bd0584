package dev.bowsprit.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Secret;
import dev.bowsprit.wire.caps.APICap;
import dev.bowsprit.wire.gateway.NewContainerResponse;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.SolveResponse;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a daemon lacks is told by its name and by who has it. */
class ContainerSetupTest {

  private static ContainerSetup container(String... capabilities) {
    PongResponse.Builder pong = PongResponse.newBuilder();
    for (String id : capabilities) {
      pong.addFrontendAPICaps(APICap.newBuilder().setID(id).setEnabled(true));
    }
    Gateway gateway =
        (Gateway)
            Proxy.newProxyInstance(
                Gateway.class.getClassLoader(),
                new Class<?>[] {Gateway.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "ping" -> pong.build();
                      case "solve" -> SolveResponse.newBuilder().setRef("root").build();
                      case "newContainer" -> NewContainerResponse.getDefaultInstance();
                      case "releaseContainer" ->
                          throw GatewayException.of(Code.UNKNOWN, "exit code: 5")
                              .withDetails(List.of(new ErrorDetail.Exit(5).toAny()));
                      default -> throw new AssertionError(method.getName());
                    });
    FrontendEnvironment environment = FrontendEnvironment.of(Map.of(), "", List.of());
    return new BuildRequest(environment, gateway).container(dev.bowsprit.llb.Llb.scratch());
  }

  @Test
  void aDaemonWithoutContainersIsTold() {
    assertThatThrownBy(() -> container(GatewayCapabilities.SOLVE_BASE).open())
        .isInstanceOf(GatewayException.class)
        .hasMessage(
            "the daemon does not know containers of frontends (gateway.exec); BuildKit has them"
                + " since v0.8.0");
  }

  @Test
  void itsNameIsOneThatBuildKitTakes() {
    assertThat(container(GatewayCapabilities.GATEWAY_EXEC).open().id()).matches("[0-9a-z]+");
  }

  @Test
  void closingItTellsNothingOfProcessesThatFailed() {
    container(GatewayCapabilities.GATEWAY_EXEC).open().close();
  }

  @Test
  void aDaemonWithoutPartsOfThemIsTold() {
    ContainerSetup basic = container(GatewayCapabilities.GATEWAY_EXEC);
    assertThatThrownBy(() -> basic.host("a", "10.0.0.1").open())
        .hasMessageContaining("gateway.exec.extrahosts");
    assertThatThrownBy(() -> basic.secret(Secret.env("a", "A")).open().exec("x").start())
        .hasMessageContaining("gateway.exec.secretenv");
    assertThatThrownBy(() -> basic.open().readFile("/a"))
        .hasMessageContaining("gateway.exec.filesystem");
  }
}
