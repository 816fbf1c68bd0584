package dev.bowsprit.runtime.session.transport;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Spares the command line the loading of all certificate authorities.
 *
 * <p>gRPC's transport asks for the default SSL context even of plain connections, which costs some
 * 70 ms. A process that never speaks TLS can have an empty one.
 */
public final class PlainSecurity {

  private static volatile boolean wanted;

  private PlainSecurity() {}

  /** Says that this process speaks no TLS, or only with contexts of its own. */
  public static void declare() {
    wanted = true;
  }

  static void use() {
    if (!wanted) {
      return;
    }
    wanted = false;
    try {
      SSLContext empty = SSLContext.getInstance("TLS");
      empty.init(new KeyManager[0], new TrustManager[0], null);
      SSLContext.setDefault(empty);
    } catch (NoSuchAlgorithmException | KeyManagementException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }
}
