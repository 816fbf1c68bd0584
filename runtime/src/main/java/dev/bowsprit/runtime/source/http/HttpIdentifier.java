package dev.bowsprit.runtime.source.http;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.runtime.source.FileLook;
import dev.bowsprit.wire.pb.SourceOp;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be fetched, and how the file is to look.
 *
 * @param url the address
 * @param checksum the digest that the content must have
 * @param look how the file is to look; without a name, it is taken from the answer or the address
 * @param authSecret the secret that holds the Authorization header; empty to try those named after
 *     the host
 * @param headers headers of the request
 * @param signature by which the content must be signed
 */
record HttpIdentifier(
    URI url,
    Optional<Digest> checksum,
    FileLook look,
    String authSecret,
    SortedMap<String, String> headers,
    Optional<Signature> signature) {

  /**
   * A signature that must hold.
   *
   * @param keys OpenPGP keys in ASCII armour, one of which must have made it
   * @param armored the signature in ASCII armour
   */
  record Signature(String keys, String armored) {}

  private static final String HEADER_PREFIX = "http.header.";
  private static final Pattern DISPOSITION =
      Pattern.compile("filename=(?:\"([^\"]*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

  static HttpIdentifier of(SourceOp source) {
    Map<String, String> attributes = source.getAttrsMap();
    SortedMap<String, String> headers = new TreeMap<>();
    attributes.forEach(
        (name, value) -> {
          String header = name.toLowerCase(Locale.ROOT);
          if (header.equals(HEADER_PREFIX + "accept")
              || header.equals(HEADER_PREFIX + "user-agent")) {
            headers.put(header.substring(HEADER_PREFIX.length()), value);
          }
        });
    try {
      String checksum = attributes.getOrDefault("http.checksum", "");
      return new HttpIdentifier(
          URI.create(source.getIdentifier()),
          checksum.isEmpty() ? Optional.empty() : Optional.of(Digest.parse(checksum)),
          FileLook.of(attributes),
          attributes.getOrDefault("http.authheadersecret", ""),
          headers,
          signature(attributes));
    } catch (IllegalArgumentException e) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT,
          "invalid http source " + shown(source.getIdentifier()) + ": " + e.getMessage());
    }
  }

  private static Optional<Signature> signature(Map<String, String> attributes) {
    String keys = attributes.getOrDefault(SourceAttributes.HTTP_SIGNATURE_PUBLIC_KEY, "");
    String armored = attributes.getOrDefault(SourceAttributes.HTTP_SIGNATURE, "");
    if (keys.isEmpty() != armored.isEmpty()) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "http signature verification requires both pubkey and signature");
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(new Signature(keys, armored));
  }

  /** Everything that decides what is stored, but not the checksum and the signature. */
  Digest digest() {
    return Digest.sha256(List.of(url, look, authSecret, headers).toString());
  }

  /** The address without credentials, for people. */
  String shown() {
    return shown(url.toString());
  }

  private static String shown(String url) {
    return url.replaceFirst("://[^/@]*@", "://xxxxx@");
  }

  /** The name that the file gets. */
  String name(Optional<HttpHeaders> answer) {
    if (!look.filename().isEmpty()) {
      return FileLook.safe(look.filename());
    }
    Optional<String> disposition =
        answer
            .flatMap(headers -> headers.firstValue("Content-Disposition"))
            .map(DISPOSITION::matcher)
            .filter(Matcher::find)
            .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
            .filter(name -> !name.isEmpty() && !name.endsWith("/"));
    return FileLook.safe(disposition.orElse(url.getPath() == null ? "" : url.getPath()));
  }
}
