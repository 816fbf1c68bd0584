package dev.bowsprit.frontend.packaging;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReachabilityTest {

  private static PackagingException failure(String image, boolean insecure) {
    return catchThrowableOfType(
        PackagingException.class,
        () -> FrontendInspector.ofRegistry(ImageReference.parse(image), insecure).close());
  }

  @Test
  void aHostThatDoesNotExistIsNamed() {
    PackagingException e = failure("nosuch.invalid/language:1", false);

    assertThat(e).hasMessage("cannot reach the registry nosuch.invalid: there is no such host");
    assertThat(e.hint()).contains("is its name right, and is there a network?");
  }

  @Test
  void aPortAtWhichNobodyListensIsNamed() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(failure("127.0.0.1:" + port + "/language:1", false))
        .hasMessage("cannot reach the registry 127.0.0.1:" + port + ": nobody answers there");
  }

  @Test
  void aRegistryWithoutTlsIsNamedWithTheOptionThatAllowsIt() throws IOException {
    InetAddress address = addressOfThisMachine();
    try (var server = new ServerSocket(0, 50, address)) {
      Thread.startVirtualThread(() -> answer(server));
      String host = address.getHostAddress() + ":" + server.getLocalPort();

      PackagingException e = failure(host + "/language:1", false);

      assertThat(e).hasMessageStartingWith(host + " has no TLS, or none that can be trusted: ");
      assertThat(e.hint()).contains("the option `insecure` allows that");
      FrontendInspector.ofRegistry(ImageReference.parse(host + "/language:1"), true).close();
    }
  }

  /** Answers whatever is said in plain HTTP, as registries do. */
  private static void answer(ServerSocket server) {
    byte[] answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getInputStream().read(new byte[1 << 14]);
        client.getOutputStream().write(answer);
      } catch (IOException e) {
        // the client hung up, or the test is over
      }
    }
  }

  /** One that is not the loopback's, where TLS is not needed. */
  private static InetAddress addressOfThisMachine() throws IOException {
    Optional<InetAddress> address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress())
            .findFirst();
    Assumptions.assumeTrue(address.isPresent(), "this machine has no address");
    return address.orElseThrow();
  }
}
