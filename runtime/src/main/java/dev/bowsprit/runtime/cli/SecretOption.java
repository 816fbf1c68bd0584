package dev.bowsprit.runtime.cli;

import dev.bowsprit.runtime.session.client.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code --secret id=ID[,src=FILE|,env=VARIABLE][,type=file|env]}. */
final class SecretOption {

  /** Greater secrets are refused by BuildKit; bytes. */
  private static final int MAX_SIZE = 500 * 1024;

  private SecretOption() {}

  static Map<String, SecretSource> parseAll(List<String> options, Console console) {
    Map<String, SecretSource> secrets = new LinkedHashMap<>();
    options.forEach(option -> parse(option, console, secrets));
    return secrets;
  }

  private static void parse(String option, Console console, Map<String, SecretSource> secrets) {
    Map<String, String> fields = Fields.map("--secret", option);
    String id = "";
    String file = "";
    String variable = "";
    String type = "";
    for (Map.Entry<String, String> field : fields.entrySet()) {
      switch (field.getKey()) {
        case "id" -> id = field.getValue();
        case "src", "source" -> file = field.getValue();
        case "env" -> variable = field.getValue();
        case "type" -> type = field.getValue();
        default ->
            throw new UsageException(
                "unknown key " + field.getKey() + " in --secret " + option,
                "one of id, src, env, type");
      }
    }
    if (id.isEmpty()) {
      throw new UsageException("--secret " + option + " has no id", "add id=NAME");
    }
    if (!type.isEmpty() && !type.equals("file") && !type.equals("env")) {
      throw new UsageException(
          "unknown type " + type + " in --secret " + option, "one of file, env");
    }
    if (type.equals("env") && variable.isEmpty()) {
      variable = file;
      file = "";
    }
    secrets.put(id, source(id, file, variable, type, console));
  }

  private static SecretSource source(
      String id, String file, String variable, String type, Console console) {
    if (!variable.isEmpty()) {
      return new SecretSource.OfVariable(variable);
    }
    boolean named = console.environment().containsKey(id);
    if (file.isEmpty() && (type.equals("env") || (type.isEmpty() && named))) {
      return new SecretSource.OfVariable(id);
    }
    Path path = console.path(expandHome(file.isEmpty() ? id : file, console));
    try {
      if (Files.size(path) > MAX_SIZE) {
        throw new UsageException("secret " + id + " is greater than 500 kB: " + path);
      }
    } catch (IOException e) {
      throw new UsageException(
          "secret " + id + ": there is no file " + path,
          "give its file by src=FILE, or its variable by env=NAME");
    }
    return new SecretSource.OfFile(path);
  }

  private static String expandHome(String file, Console console) {
    return file.startsWith("~/")
        ? console.environment().getOrDefault("HOME", "") + file.substring(1)
        : file;
  }
}
