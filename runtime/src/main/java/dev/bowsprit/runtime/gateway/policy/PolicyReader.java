package dev.bowsprit.runtime.gateway.policy;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads policies: JSON, of which {@code docs/frontend-images.md} has all members. */
final class PolicyReader {

  private static final Set<String> MEMBERS =
      Set.of("rules", "otherwise", "pull", "lock", "sandbox");
  private static final Set<String> RULE_MEMBERS =
      Set.of("rule", "images", "action", "digests", "keys", "pull", "builtIn", "sandbox");

  private final Path file;

  PolicyReader(Path file) {
    this.file = file;
  }

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException with the file and the place in it, if it is wrong
   */
  FrontendPolicy read() throws IOException {
    Json json = parse(file);
    Members members = new Members(file.toString(), json, MEMBERS);
    SandboxSettings sandbox =
        members
            .get("sandbox")
            .map(s -> SandboxReader.read(file + ": sandbox", s, SandboxSettings.DEFAULT))
            .orElse(SandboxSettings.DEFAULT);
    List<FrontendRule> rules = new ArrayList<>();
    for (Json rule : members.list("rules", "a list of rules")) {
      rules.add(rule(rule, rules.size() + 1, sandbox));
    }
    return new FrontendPolicy(
        file.toString(),
        rules,
        allows(members, "otherwise"),
        pull(members),
        members.text("lock").isPresent() ? lock(members.text("lock").get()) : Map.of(),
        sandbox);
  }

  private static Json parse(Path file) throws IOException {
    try {
      return Json.parse(Files.readString(file));
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private FrontendRule rule(Json json, int number, SandboxSettings sandbox) throws IOException {
    String place = file + ": rule " + number;
    Members members = new Members(place, json, RULE_MEMBERS);
    List<String> images = members.texts("images");
    if (images.isEmpty()) {
      throw new IllegalArgumentException(place + " has no \"images\" that it is about");
    }
    List<SigningKey> keys = new ArrayList<>();
    for (String key : members.someTexts("keys")) {
      Path path = file.resolveSibling(key);
      if (!Files.exists(path)) {
        throw new IllegalArgumentException(place + ": there is no key " + path);
      }
      keys.add(SigningKey.parse(key, Files.readString(path)));
    }
    return new FrontendRule(
        members.text("rule").orElseGet(() -> String.join(" ", images)),
        images.stream().map(ImagePattern::of).toList(),
        allows(members, "action"),
        members.someTexts("digests").stream().map(text -> digest(members, text)).toList(),
        keys,
        pull(members),
        members.flag("builtIn"),
        members
            .get("sandbox")
            .map(s -> SandboxReader.read(place + ": sandbox", s, sandbox))
            .orElse(sandbox));
  }

  private static Digest digest(Members members, String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw members.wrong("digests", text, "digests such as sha256:0123…");
    }
  }

  private static boolean allows(Members members, String name) {
    String text = members.text(name).orElse("allow");
    return switch (text) {
      case "allow" -> true;
      case "deny" -> false;
      default -> throw members.wrong(name, text, "allow or deny");
    };
  }

  private static Optional<PullPolicy> pull(Members members) {
    return members
        .text("pull")
        .map(
            text ->
                PullPolicy.of(text)
                    .orElseThrow(
                        () -> members.wrong("pull", text, "refresh, always, missing or never")));
  }

  /** A lock file: digests by name, as the engine itself keeps them. */
  private Map<String, Digest> lock(String name) throws IOException {
    Path path = file.resolveSibling(name);
    try {
      return digests(parse(path));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    }
  }

  static Map<String, Digest> digests(Json json) {
    if (!(json instanceof Json.Obj)) {
      throw new IllegalArgumentException("it is no object of digests by name");
    }
    Map<String, Digest> result = new TreeMap<>();
    json.members().forEach((key, value) -> result.put(key, Digest.parse(value.text().orElse(""))));
    return result;
  }
}
