package dev.bowsprit.runtime.source.http;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.source.Hashes;
import dev.bowsprit.runtime.source.http.HttpFetch.Fetched;
import dev.bowsprit.wire.gateway.ChecksumRequest;
import dev.bowsprit.wire.gateway.ChecksumResponse;
import dev.bowsprit.wire.gateway.ResolveSourceHTTPRequest;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A digest that somebody wants of a file and of some bytes behind it: what an OpenPGP signature of
 * the file would sign, so that a client can verify one without the file.
 *
 * @param algorithm its name in digests, such as {@code sha384}
 * @param suffix the bytes behind the file
 */
record HttpDigest(String algorithm, ByteString suffix) {

  private static final int MAX_SUFFIX = 4 * 1024;

  /**
   * What a request asks for, if it does.
   *
   * @throws GatewayException if it asks for too much
   */
  static Optional<HttpDigest> of(ResolveSourceHTTPRequest request) {
    if (!request.hasChecksumRequest()) {
      return Optional.empty();
    }
    ChecksumRequest asked = request.getChecksumRequest();
    if (asked.getSuffix().size() > MAX_SUFFIX) {
      throw GatewayException.of(
          Code.UNKNOWN, "http checksum request suffix exceeds max size " + MAX_SUFFIX);
    }
    String algorithm =
        switch (asked.getAlgo()) {
          case CHECKSUM_ALGO_SHA256 -> "sha256";
          case CHECKSUM_ALGO_SHA384 -> "sha384";
          case CHECKSUM_ALGO_SHA512 -> "sha512";
          case UNRECOGNIZED ->
              throw GatewayException.of(
                  Code.UNKNOWN, "unsupported checksum algorithm " + asked.getAlgoValue());
        };
    return Optional.of(new HttpDigest(algorithm, asked.getSuffix()));
  }

  /** The digest for a file. */
  ChecksumResponse of(Fetched fetched) {
    Digest digest;
    try {
      digest =
          fetched.read(
              content ->
                  Hashes.read(new SequenceInputStream(content, suffix.newInput()), algorithm));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ChecksumResponse.newBuilder().setDigest(digest.toString()).setSuffix(suffix).build();
  }
}
