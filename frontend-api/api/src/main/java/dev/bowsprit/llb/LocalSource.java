package dev.bowsprit.llb;

import dev.bowsprit.frontend.json.Json;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files of the client: {@code local://}. */
public final class LocalSource extends SourceState<LocalSource> {

  private final String name;

  LocalSource(String name) {
    this(name, new TreeMap<>(), needing(Capabilities.SOURCE_LOCAL));
  }

  private LocalSource(String name, SortedMap<String, String> attributes, Constraints constraints) {
    super(attributes, constraints);
    this.name = name;
  }

  /** The name by which the client knows the directory. */
  public String name() {
    return name;
  }

  /** Of a session; the id is part of the digest. An empty one is the build's own. */
  public LocalSource session(String id) {
    return id.isEmpty()
        ? this
        : set(SourceAttributes.LOCAL_SESSION, id, Capabilities.SOURCE_LOCAL_SESSION_ID);
  }

  /** Only files that match a pattern. */
  public LocalSource include(List<String> patterns) {
    return set(
        SourceAttributes.LOCAL_INCLUDE_PATTERNS,
        json(patterns),
        Capabilities.SOURCE_LOCAL_INCLUDE_PATTERNS);
  }

  /** Not the files that match a pattern, in the order and with the {@code !} of .dockerignore. */
  public LocalSource exclude(List<String> patterns) {
    return set(
        SourceAttributes.LOCAL_EXCLUDE_PATTERNS,
        json(patterns),
        Capabilities.SOURCE_LOCAL_EXCLUDE_PATTERNS);
  }

  /** Only these paths and what links among them point to. */
  public LocalSource followPaths(List<String> paths) {
    return set(
        SourceAttributes.LOCAL_FOLLOW_PATHS, json(paths), Capabilities.SOURCE_LOCAL_FOLLOW_PATHS);
  }

  /** With a hint which builds' files are alike, so that the daemon sends for the changed only. */
  public LocalSource sharedKeyHint(String hint) {
    return set(
        SourceAttributes.LOCAL_SHARED_KEY_HINT, hint, Capabilities.SOURCE_LOCAL_SHARED_KEY_HINT);
  }

  /** How files are compared with those of the build before. */
  public LocalSource differ(Differ differ) {
    return set(SourceAttributes.LOCAL_DIFFER, differ.value());
  }

  /** How files must be compared, by a daemon that can. */
  public LocalSource differRequired(Differ differ) {
    return set(SourceAttributes.LOCAL_DIFFER, differ.value(), Capabilities.SOURCE_LOCAL_DIFFER);
  }

  /** Names, sizes and times only, and the content of those that match a pattern. */
  public LocalSource metadataOnly(List<String> exceptions) {
    return set(
            SourceAttributes.LOCAL_METADATA_TRANSFER,
            "true",
            Capabilities.SOURCE_LOCAL_METADATA_TRANSFER)
        .set(SourceAttributes.LOCAL_METADATA_TRANSFER_EXCLUDE, json(exceptions));
  }

  @Override
  String identifier() {
    return "local://" + name;
  }

  @Override
  LocalSource with(SortedMap<String, String> changed, Constraints constraints) {
    return new LocalSource(name, changed, constraints);
  }

  @Override
  SortedMap<String, String> attributes(Marshalling marshalling) {
    if (hasSession()) {
      return attributes();
    }
    SortedMap<String, String> all = new TreeMap<>(attributes());
    all.putIfAbsent(SourceAttributes.LOCAL_UNIQUE, marshalling.localUniqueId());
    return all;
  }

  @Override
  Constraints effective() {
    return hasSession()
        ? constraints()
        : constraints().withCapability(Capabilities.SOURCE_LOCAL_UNIQUE);
  }

  private boolean hasSession() {
    return attributes().containsKey(SourceAttributes.LOCAL_SESSION);
  }

  private static String json(List<String> values) {
    return values.isEmpty() ? "" : Json.ofTexts(values).compact();
  }

  /** How files are compared with those of the build before. */
  public enum Differ {
    /** Not at all: each file is sent. */
    NONE(SourceAttributes.LOCAL_DIFFER_NONE),
    /** By size, time, mode, owner and link. */
    METADATA(SourceAttributes.LOCAL_DIFFER_METADATA);

    private final String value;

    Differ(String value) {
      this.value = value;
    }

    String value() {
      return value;
    }
  }
}
