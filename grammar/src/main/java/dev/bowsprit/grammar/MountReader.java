package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads the values of {@code --mount} and {@code --device}: comma separated fields. */
final class MountReader {
  private static final List<String> DEVICE_KEYS = List.of("name", "required");

  private final GrammarReader grammar;

  MountReader(GrammarReader grammar) {
    this.grammar = grammar;
  }

  /** The fields of a mount. What they mean is checked behind expansion, save for "from". */
  Mount mount(LineText value) throws Rejected {
    List<Mount.Option> options = new ArrayList<>();
    for (LineText field : fields(value, "mounts")) {
      Mount.Option option = mountOption(field);
      options.add(option);
      if (option.key() == Mount.Key.FROM && option.value().isPresent()) {
        String from = option.value().get().text();
        int dollar = from.indexOf('$');
        if (dollar >= 0 && dollar < from.length() - 1) {
          throw new Rejected(
              "'from' doesn't support variable expansion, define alias stage instead",
              option.value().get().range());
        }
      }
    }
    return new Mount(options, value.range(value.start(), value.end()));
  }

  private Mount.Option mountOption(LineText field) {
    var tree =
        grammar
            .read(field, DockerfileLexer.MOUNT_OPTION, DockerfileParser::mountOption)
            .orElseThrow(() -> new IllegalStateException("no mount option: " + field.text()));
    Token name = tree.mountKey() == null ? null : tree.mountKey().getStart();
    int nameEnd = name == null ? field.start() : name.getStopIndex() + 1;
    Optional<Word> value = optionValue(field, tree.MOUNT_EQUALS(), nameEnd);
    Mount.Key key =
        switch (name == null ? DockerfileLexer.MOUNT_UNKNOWN : name.getType()) {
          case DockerfileLexer.MOUNT_TYPE -> Mount.Key.TYPE;
          case DockerfileLexer.MOUNT_FROM -> Mount.Key.FROM;
          case DockerfileLexer.MOUNT_SOURCE -> Mount.Key.SOURCE;
          case DockerfileLexer.MOUNT_TARGET -> Mount.Key.TARGET;
          case DockerfileLexer.MOUNT_READONLY -> Mount.Key.READONLY;
          case DockerfileLexer.MOUNT_READWRITE -> Mount.Key.READWRITE;
          case DockerfileLexer.MOUNT_ID -> Mount.Key.ID;
          case DockerfileLexer.MOUNT_SHARING -> Mount.Key.SHARING;
          case DockerfileLexer.MOUNT_REQUIRED -> Mount.Key.REQUIRED;
          case DockerfileLexer.MOUNT_SIZE -> Mount.Key.SIZE;
          case DockerfileLexer.MOUNT_MODE -> Mount.Key.MODE;
          case DockerfileLexer.MOUNT_UID -> Mount.Key.UID;
          case DockerfileLexer.MOUNT_GID -> Mount.Key.GID;
          case DockerfileLexer.MOUNT_ENV -> Mount.Key.ENV;
          default -> Mount.Key.UNKNOWN;
        };
    return new Mount.Option(
        key, field.word(field.start(), nameEnd), value, field.word(field.start(), field.end()));
  }

  private static Optional<Word> optionValue(LineText field, TerminalNode equals, int nameEnd) {
    return equals == null ? Optional.empty() : Optional.of(field.word(nameEnd + 1, field.end()));
  }

  /** A device. */
  Device device(LineText value) throws Rejected {
    Word none = new Word("", value.range(value.start(), value.start()));
    Word name = none;
    boolean required = false;
    for (LineText field : fields(value, "devices")) {
      var tree =
          grammar
              .read(field, DockerfileLexer.DEVICE_OPTION, DockerfileParser::deviceOption)
              .orElseThrow(() -> new IllegalStateException("no device option: " + field.text()));
      Token key = tree.deviceKey() == null ? null : tree.deviceKey().getStart();
      int keyEnd = key == null ? field.start() : key.getStopIndex() + 1;
      Optional<Word> given = optionValue(field, tree.DEVICE_EQUALS(), keyEnd);
      Word whole = field.word(field.start(), field.end());
      int type = key == null ? DockerfileLexer.DEVICE_UNKNOWN : key.getType();
      if (type == DockerfileLexer.DEVICE_REQUIRED) {
        required = given.isEmpty() || truth(given.get());
      } else if (type == DockerfileLexer.DEVICE_NAME && given.isPresent()) {
        if (!name.text().isEmpty()) {
          throw new Rejected("device name already set to " + name.text(), whole.range());
        }
        name = given.get();
      } else if (name.text().isEmpty()) {
        name = whole;
      } else if (given.isEmpty()) {
        throw new Rejected(
            "invalid field '" + whole.text() + "' must be a key=value pair", whole.range());
      } else {
        String unknown = field.text(field.start(), keyEnd).toLowerCase(Locale.ROOT);
        throw new Rejected(
            "unexpected key '" + unknown + "' in '" + whole.text() + "'",
            whole.range(),
            Suggestion.of(unknown, DEVICE_KEYS));
      }
    }
    return new Device(name, required);
  }

  private static boolean truth(Word value) throws Rejected {
    return switch (value.text()) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new Rejected("invalid value for required: " + value.text(), value.range());
    };
  }

  /** The fields of a line of comma separated values. */
  private List<LineText> fields(LineText value, String what) throws Rejected {
    if (value.isEmpty()) {
      throw broken(what, "EOF", value);
    }
    var tree = grammar.read(value, DockerfileLexer.CSV, DockerfileParser::csv);
    if (tree.isEmpty()) {
      throw brokenCsv(what, value);
    }
    List<LineText> fields = new ArrayList<>();
    int at = value.start();
    for (var field : tree.get().csvField()) {
      if (field.CSV_QUOTED() != null) {
        Token token = field.CSV_QUOTED().getSymbol();
        fields.add(unquoted(value.part(token.getStartIndex() + 1, token.getStopIndex())));
        at = token.getStopIndex() + 2;
      } else {
        int end = field.CSV_TEXT() == null ? at : field.CSV_TEXT().getSymbol().getStopIndex() + 1;
        fields.add(value.part(at, end));
        at = end + 1;
      }
    }
    return fields;
  }

  /** A quoted field's text: two quotes in it are one. */
  private static LineText unquoted(LineText quoted) {
    byte[] bytes = new byte[quoted.end() - quoted.start()];
    int[] pieces = new int[bytes.length + 1];
    int[] offsets = new int[bytes.length + 1];
    int size = 0;
    for (int i = quoted.start(); i < quoted.end(); i++) {
      bytes[size] = quoted.byteAt(i);
      pieces[size] = size;
      offsets[size++] = quoted.range(i, i + 1).start();
      if (quoted.byteAt(i) == '"') {
        i++;
      }
    }
    for (int i = size; i < pieces.length; i++) {
      pieces[i] = i;
      offsets[i] = quoted.range(quoted.end(), quoted.end()).start();
    }
    return new LineText(bytes, ByteClasses.of(bytes, '\\'), 0, size, pieces, offsets);
  }

  private static Rejected broken(String what, String message, LineText value) {
    return new Rejected(
        "failed to parse csv " + what + ": " + message, value.range(value.start(), value.end()));
  }

  /** Says which quote is wrong, by the tokens before it. */
  private static Rejected brokenCsv(String what, LineText value) {
    var lexer = GrammarReader.lexer(value, DockerfileLexer.CSV);
    boolean fieldStart = true;
    Token before = null;
    for (Token token = lexer.nextToken();
        token.getType() != Token.EOF;
        before = token, token = lexer.nextToken()) {
      boolean quote =
          token.getType() == DockerfileLexer.CSV_QUOTED
              || token.getType() == DockerfileLexer.CSV_QUOTE;
      int at = token.getStartIndex() - value.start();
      if (before != null && before.getType() == DockerfileLexer.CSV_QUOTED && !isComma(token)) {
        return broken(what, csvError(at, "extraneous or missing \" in quoted-field"), value);
      }
      if (quote && !fieldStart) {
        return broken(what, csvError(at + 1, "bare \" in non-quoted-field"), value);
      }
      if (token.getType() == DockerfileLexer.CSV_QUOTE) {
        int last = value.text().lastIndexOf('"');
        return broken(what, csvError(last + 2, "extraneous or missing \" in quoted-field"), value);
      }
      fieldStart = isComma(token);
    }
    return broken(what, csvError(1, "extraneous or missing \" in quoted-field"), value);
  }

  private static boolean isComma(Token token) {
    return token.getType() == DockerfileLexer.CSV_COMMA;
  }

  private static String csvError(int column, String message) {
    return "parse error on line 1, column " + column + ": " + message;
  }
}
