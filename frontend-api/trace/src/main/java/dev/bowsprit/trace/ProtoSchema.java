package dev.bowsprit.trace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names and types of the fields of messages, read from the {@code .proto} files of the gateway:
 * protobuf's lite runtime does not know them.
 */
final class ProtoSchema {

  /** A field of a message. */
  record Field(int number, String name, String type, boolean repeated, Optional<String> mapKey) {}

  /** A message: its fields by number and by name. */
  record Message(String name, Map<Integer, Field> byNumber, Map<String, Field> byName) {

    private void add(Field field) {
      byNumber.put(field.number(), field);
      byName.put(field.name(), field);
    }
  }

  /** What a call takes and gives. */
  record Rpc(String request, String response) {}

  static final String GATEWAY = "moby.buildkit.v1.frontend";

  /** The files that the gateway's messages are in; those of protobuf itself are built in. */
  private static final List<String> FILES =
      List.of(
          "github.com/moby/buildkit/frontend/gateway/pb/gateway.proto",
          "github.com/moby/buildkit/api/types/worker.proto",
          "github.com/moby/buildkit/solver/pb/ops.proto",
          "github.com/moby/buildkit/sourcepolicy/pb/policy.proto",
          "github.com/moby/buildkit/util/apicaps/pb/caps.proto",
          "github.com/tonistiigi/fsutil/types/stat.proto",
          "google/rpc/status.proto");

  private static final String BUILT_IN =
      """
      package google.protobuf;
      message Any { string type_url = 1; bytes value = 2; }
      message Timestamp { int64 seconds = 1; int32 nanos = 2; }
      """;

  private static final Pattern TOKEN =
      Pattern.compile("\"[^\"]*\"|[A-Za-z0-9_.]+|[{}=;<>,()\\[\\]]|//[^\n]*|/\\*(?s:.*?)\\*/");

  private static final ProtoSchema INSTANCE = load();

  private final Map<String, Message> messages = new HashMap<>();
  private final Map<String, Map<Integer, String>> enums = new HashMap<>();
  private final Map<String, Rpc> calls = new HashMap<>();

  private ProtoSchema() {}

  static ProtoSchema get() {
    return INSTANCE;
  }

  /** The message of a full name. */
  Message message(String name) {
    return Objects.requireNonNull(messages.get(name), name);
  }

  boolean isMessage(String type) {
    return messages.containsKey(type);
  }

  /** The names of an enum's values, if a type is one. */
  Optional<Map<Integer, String>> values(String type) {
    return Optional.ofNullable(enums.get(type));
  }

  /** What a method of LLBBridge takes and gives. */
  Rpc call(String method) {
    return Objects.requireNonNull(calls.get(method), method);
  }

  private static ProtoSchema load() {
    ProtoSchema schema = new ProtoSchema();
    schema.new Parser(BUILT_IN).file();
    for (String file : FILES) {
      try (InputStream in =
          Objects.requireNonNull(ProtoSchema.class.getResourceAsStream("proto/" + file), file)) {
        schema.new Parser(new String(in.readAllBytes(), StandardCharsets.UTF_8)).file();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    schema.resolve();
    return schema;
  }

  /** Gives types their full names, now that all are known. */
  private void resolve() {
    messages
        .values()
        .forEach(
            message -> {
              for (Field field : List.copyOf(message.byNumber().values())) {
                message.add(
                    new Field(
                        field.number(),
                        field.name(),
                        fullName(message.name(), field.type()),
                        field.repeated(),
                        field.mapKey()));
              }
            });
    calls.replaceAll(
        (name, rpc) ->
            new Rpc(
                fullName(GATEWAY + ".X", rpc.request()), fullName(GATEWAY + ".X", rpc.response())));
  }

  /** A type as a message names it: one inside it, inside its package, or by the full name. */
  private String fullName(String scope, String type) {
    for (String at = scope; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
      String candidate = at + "." + type;
      if (messages.containsKey(candidate) || enums.containsKey(candidate)) {
        return candidate;
      }
    }
    return type;
  }

  /** Reads the part of the language that these files use. */
  private final class Parser {

    private final Deque<String> tokens = new ArrayDeque<>();
    private String scope = "";

    Parser(String text) {
      Matcher matcher = TOKEN.matcher(text);
      while (matcher.find()) {
        if (!matcher.group().startsWith("/")) {
          tokens.add(matcher.group());
        }
      }
    }

    void file() {
      while (!tokens.isEmpty()) {
        switch (tokens.pop()) {
          case "package" -> {
            scope = tokens.pop();
            skipStatement();
          }
          case "message" -> message(scope);
          case "enum" -> enumeration(scope);
          case "service" -> service();
          default -> skipStatement();
        }
      }
    }

    private void skipStatement() {
      while (!tokens.isEmpty() && !tokens.pop().equals(";")) {
        // an option, or what follows a package
      }
    }

    private void message(String within) {
      Message message =
          new Message(within + "." + tokens.pop(), new LinkedHashMap<>(), new LinkedHashMap<>());
      messages.put(message.name(), message);
      tokens.pop();
      body(message);
    }

    private void body(Message message) {
      while (true) {
        String token = tokens.pop();
        switch (token) {
          case "}" -> {
            return;
          }
          case ";" -> {
            // an empty statement
          }
          case "message" -> message(message.name());
          case "enum" -> enumeration(message.name());
          case "option", "reserved" -> skipStatement();
          case "oneof" -> {
            tokens.pop();
            tokens.pop();
            body(message);
          }
          case "repeated" -> field(message, tokens.pop(), true, Optional.empty());
          case "optional" -> field(message, tokens.pop(), false, Optional.empty());
          case "map" -> {
            tokens.pop();
            String key = tokens.pop();
            tokens.pop();
            String value = tokens.pop();
            tokens.pop();
            field(message, value, true, Optional.of(key));
          }
          default -> field(message, token, false, Optional.empty());
        }
      }
    }

    private void field(Message message, String type, boolean repeated, Optional<String> mapKey) {
      String name = tokens.pop();
      tokens.pop();
      int number = Integer.parseInt(tokens.pop());
      skipStatement();
      message.add(new Field(number, name, type, repeated, mapKey));
    }

    private void enumeration(String within) {
      Map<Integer, String> values = new LinkedHashMap<>();
      enums.put(within + "." + tokens.pop(), values);
      tokens.pop();
      for (String token = tokens.pop(); !token.equals("}"); token = tokens.pop()) {
        if (!token.equals("option")) {
          tokens.pop();
          values.put(Integer.parseInt(tokens.pop()), token);
        }
        skipStatement();
      }
    }

    private void service() {
      tokens.pop();
      tokens.pop();
      while (!tokens.isEmpty()) {
        String token = tokens.pop();
        if (token.equals("}")) {
          return;
        }
        if (token.equals("rpc")) {
          String method = tokens.pop();
          String request = type();
          tokens.pop();
          calls.put(method, new Rpc(request, type()));
        }
      }
    }

    /** {@code (Type)} or {@code (stream Type)}. */
    private String type() {
      tokens.pop();
      String type = tokens.pop();
      if (type.equals("stream")) {
        type = tokens.pop();
      }
      tokens.pop();
      return type;
    }
  }
}
