package dev.bowsprit.runtime.session.transport;

import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Spares a process that never speaks TLS the loading of Java's TLS and of all certificate
 * authorities, which gRPC's transport asks for even where connections are plain.
 */
public final class PlainSecurity {

  private static volatile boolean ownProcess;

  private PlainSecurity() {}

  /** Says that the process belongs to a single command, so that it may give up TLS. */
  public static void ownProcess() {
    ownProcess = true;
  }

  /** Gives up TLS where the process is ours alone; to be called before gRPC is used. */
  public static void declare() {
    if (ownProcess) {
      SSLContext.setDefault(new NoTls());
    }
  }

  private static final class NoTls extends SSLContext {

    NoTls() {
      super(new NoTlsSpi(), new NoTlsProvider(), "none");
    }
  }

  private static final class NoTlsProvider extends Provider {

    private static final long serialVersionUID = 1L;

    NoTlsProvider() {
      super("bowsprit-no-tls", "1", "no TLS");
    }
  }

  private static final class NoTlsSpi extends SSLContextSpi {

    private static UnsupportedOperationException none() {
      return new UnsupportedOperationException("this process speaks no TLS");
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random)
        throws KeyManagementException {
      throw none();
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      throw none();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw none();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      throw none();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      throw none();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      throw none();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      throw none();
    }
  }
}
