package dev.bowsprit.runtime.source.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers the challenges of registries: {@code Basic}, or {@code Bearer} with a token of the server
 * that the challenge names. Belongs to the clients of one build, so no token serves another's.
 */
final class RegistryAuth {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PARAMETER =
      Pattern.compile("([a-zA-Z_]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,\\s]+))");

  private final Http http;
  private final Credentials credentials;
  private final Map<String, String> headers = new ConcurrentHashMap<>();

  RegistryAuth(Http http, Credentials credentials) {
    this.http = http;
    this.credentials = credentials;
  }

  /** The header that worked for a scope, if one is known. */
  Optional<String> known(String host, String scope) {
    return Optional.ofNullable(headers.get(host + " " + scope));
  }

  /**
   * Gets a header that answers a challenge.
   *
   * @return empty if there is no answer to it
   */
  Optional<String> answer(String host, String scope, String challenge) throws IOException {
    String scheme = challenge.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    Optional<String> header =
        switch (scheme) {
          case "basic" -> credentials.of(host).map(RegistryAuth::basic);
          case "bearer" -> Optional.of("Bearer " + token(host, scope, parameters(challenge)));
          default -> Optional.empty();
        };
    header.ifPresent(value -> headers.put(host + " " + scope, value));
    return header;
  }

  private static String basic(Credentials.Login login) {
    byte[] pair = (login.username() + ":" + login.secret()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static Map<String, String> parameters(String challenge) {
    Map<String, String> result = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(challenge);
    while (matcher.find()) {
      String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
      result.put(matcher.group(1).toLowerCase(Locale.ROOT), value);
    }
    return result;
  }

  private String token(String host, String scope, Map<String, String> challenge)
      throws IOException {
    String realm = challenge.get("realm");
    if (realm == null) {
      throw denied("no realm in the challenge of " + host);
    }
    String service = challenge.getOrDefault("service", "");
    Optional<Credentials.Login> login = credentials.of(host);
    HttpRequest.Builder request;
    URI server = server(host, realm);
    if (login.isPresent() && login.get().username().isEmpty()) {
      String form =
          "grant_type=refresh_token&client_id=bowsprit"
              + parameter("service", service)
              + parameter("scope", scope)
              + parameter("refresh_token", login.get().secret());
      request =
          HttpRequest.newBuilder(server)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form));
    } else {
      String query = parameter("service", service) + parameter("scope", scope);
      String joint = realm.contains("?") ? "&" : "?";
      request =
          HttpRequest.newBuilder(
              URI.create(query.isEmpty() ? realm : realm + joint + query.substring(1)));
      login.ifPresent(value -> request.header("Authorization", basic(value)));
    }
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw denied(
          "failed to fetch oauth token: unexpected status from "
              + response.request().method()
              + " request to "
              + response.request().uri()
              + ": "
              + response.statusCode());
    }
    JsonNode json = answer(response);
    String token = json.path("token").asText(json.path("access_token").asText(""));
    if (token.isEmpty()) {
      throw denied("authorization server did not include a token in the response");
    }
    return token;
  }

  /** Where tokens are. */
  private static URI server(String host, String realm) throws IOException {
    try {
      URI server = new URI(realm);
      if (Set.of("http", "https").contains(String.valueOf(server.getScheme()))) {
        return server;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw new IOException(
        "failed to authorize: the realm \"%s\" in the challenge of %s is no address of a server"
            .formatted(realm, host));
  }

  private static JsonNode answer(HttpResponse<byte[]> response) throws IOException {
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new IOException(
          "failed to authorize: what %s answered is no JSON".formatted(response.uri()), e);
    }
  }

  private static String parameter(String name, String value) {
    return value.isEmpty()
        ? ""
        : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  static GatewayException denied(String message) {
    return GatewayException.of(Code.UNKNOWN, "failed to authorize: " + message);
  }
}
