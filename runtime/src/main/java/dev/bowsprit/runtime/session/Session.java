package dev.bowsprit.runtime.session;

import io.grpc.Channel;

/**
 * A client that can be called back while its builds run: BuildKit's session.
 *
 * @see <a href="https://github.com/moby/buildkit/tree/master/session">session protocols</a>
 */
public interface Session {

  /** The id that builds name it by. */
  String id();

  /** The shared key of the client, by which its local folders are recognised in later builds. */
  String sharedKey();

  /** Whether the client serves a method, named {@code /package.Service/Method}. */
  boolean supports(String method);

  /** Calls to the client. Fails with UNAVAILABLE once the client is gone. */
  Channel channel();
}
