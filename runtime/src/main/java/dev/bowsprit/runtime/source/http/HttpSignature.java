package dev.bowsprit.runtime.source.http;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.source.http.HttpFetch.Fetched;
import dev.bowsprit.runtime.source.signature.PgpSignatures;
import dev.bowsprit.runtime.source.signature.SignatureException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Checks who signed what was fetched. */
final class HttpSignature {

  private HttpSignature() {}

  /**
   * Checks a signature.
   *
   * @throws GatewayException if it does not hold
   */
  static void check(Fetched fetched, HttpIdentifier.Signature signature) {
    try {
      PgpSignatures keys = PgpSignatures.by(signature.keys(), false);
      var _ =
          fetched.read(
              content -> {
                try {
                  keys.verify(content, signature.armored());
                  return true;
                } catch (SignatureException e) {
                  throw failed(e);
                }
              });
    } catch (SignatureException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GatewayException failed(SignatureException e) {
    return new GatewayException(
        GatewayException.of(Code.UNKNOWN, "failed to verify pgp signature: " + e.getMessage())
            .status(),
        e);
  }
}
