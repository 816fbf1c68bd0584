package dev.bowsprit.runtime.source.http;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GoPath;
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
 * @param filename the file's name; empty to take it from the answer or the address
 * @param permissions of the file
 * @param uid its owner
 * @param gid its group
 * @param authSecret the secret that holds the Authorization header; empty to try those named after
 *     the host
 * @param headers headers of the request
 */
record HttpIdentifier(
    URI url,
    Optional<Digest> checksum,
    String filename,
    int permissions,
    int uid,
    int gid,
    String authSecret,
    SortedMap<String, String> headers) {

  private static final String HEADER_PREFIX = "http.header.";
  private static final Pattern DISPOSITION =
      Pattern.compile("filename=(?:\"([^\"]*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

  static HttpIdentifier of(SourceOp source) {
    Map<String, String> attributes = source.getAttrsMap();
    if (attributes.containsKey("http.sig.pubkey") || attributes.containsKey("http.sig.signature")) {
      throw GatewayException.of(
          Code.UNIMPLEMENTED, "signatures of http sources cannot be verified by this engine");
    }
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
          attributes.getOrDefault("http.filename", ""),
          number(attributes, "http.perm"),
          number(attributes, "http.uid"),
          number(attributes, "http.gid"),
          attributes.getOrDefault("http.authheadersecret", ""),
          headers);
    } catch (IllegalArgumentException e) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT,
          "invalid http source " + shown(source.getIdentifier()) + ": " + e.getMessage());
    }
  }

  /** A number as Go reads it: 0 before octal, 0x before hexadecimal digits. */
  private static int number(Map<String, String> attributes, String name) {
    String value = attributes.getOrDefault(name, "0");
    return value.toLowerCase(Locale.ROOT).startsWith("0o")
        ? Integer.parseInt(value.substring(2), 8)
        : Integer.decode(value);
  }

  /** Everything that decides what is stored, but not the checksum. */
  Digest digest() {
    return Digest.sha256(
        List.of(url, filename, permissions, uid, gid, authSecret, headers).toString());
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
    if (!filename.isEmpty()) {
      return safe(filename);
    }
    Optional<String> disposition =
        answer
            .flatMap(headers -> headers.firstValue("Content-Disposition"))
            .map(DISPOSITION::matcher)
            .filter(Matcher::find)
            .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
            .filter(name -> !name.isEmpty() && !name.endsWith("/"));
    return safe(disposition.orElse(url.getPath() == null ? "" : url.getPath()));
  }

  private static String safe(String name) {
    String base = GoPath.base(name);
    return base.isEmpty() || base.equals(".") || base.equals("..") || base.equals("/")
        ? "download"
        : base;
  }
}
