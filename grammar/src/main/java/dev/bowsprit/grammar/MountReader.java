package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads the values of {@code --mount} and {@code --device}: comma separated fields. */
final class MountReader {
  private static final List<String> DEVICE_KEYS = List.of("name", "required");

  private final GrammarReader grammar;
  private final Names names = new Names();

  MountReader(GrammarReader grammar) {
    this.grammar = grammar;
  }

  /** A field: what stands before its equals sign, and behind it. */
  private record Field(LineText text, int type, Word name, Optional<Word> value, boolean variable) {

    Word whole() {
      return text.word(text.start(), text.end());
    }
  }

  /**
   * What the fields belong to.
   *
   * @param plural what an error calls them
   * @param mode of the lexer in a field
   * @param rule of a field
   * @param sign the token between name and value
   */
  private record Kind(String plural, int mode, int rule, int sign) {

    static final Kind MOUNT =
        new Kind(
            "mounts",
            DockerfileLexer.MOUNT_OPTION,
            DockerfileParser.RULE_mountOption,
            DockerfileLexer.MOUNT_EQUALS);

    static final Kind DEVICE =
        new Kind(
            "devices",
            DockerfileLexer.DEVICE_OPTION,
            DockerfileParser.RULE_deviceOption,
            DockerfileLexer.DEVICE_EQUALS);
  }

  /** The fields of a mount. What they mean is checked behind expansion, save for "from". */
  Mount mount(LineText value, Findings findings) {
    List<Mount.Option> options = new ArrayList<>();
    for (Field field : fields(value, Kind.MOUNT, findings)) {
      Mount.Key key = key(field.type());
      Word name = key == Mount.Key.UNKNOWN ? field.name() : names.of(field.name());
      options.add(new Mount.Option(key, name, field.value()));
      if (key == Mount.Key.FROM && field.value().isPresent() && field.variable()) {
        findings.add(
            "'from' doesn't support variable expansion, define alias stage instead",
            field.value().get().range());
      }
    }
    return new Mount(options, value.range(value.start(), value.end()));
  }

  private List<Field> fields(LineText value, Kind kind, Findings findings) {
    return texts(value, kind.plural(), findings).stream().map(text -> field(text, kind)).toList();
  }

  private Field field(LineText text, Kind kind) {
    ParserRuleContext tree =
        grammar
            .read(text, kind.mode(), kind.rule())
            .orElseThrow(() -> new IllegalStateException("no option: " + text.text()));
    Optional<Token> sign = Trees.token(tree, kind.sign());
    boolean named = tree.getChild(0) instanceof ParserRuleContext;
    Token name = tree.getStart();
    int nameEnd = named ? name.getStopIndex() + 1 : text.start();
    boolean variable =
        Trees.rule(tree, DockerfileParser.RULE_optionValue)
            .flatMap(v -> Trees.token(v, DockerfileLexer.OPTION_VARIABLE))
            .isPresent();
    return new Field(
        text,
        named ? name.getType() : Token.INVALID_TYPE,
        text.word(text.start(), nameEnd),
        sign.map(s -> text.word(s.getStopIndex() + 1, text.end())),
        variable);
  }

  private static Mount.Key key(int type) {
    return switch (type) {
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
  }

  /** A device. */
  Device device(LineText value, Findings findings) {
    Word none = new Word("", value.range(value.start(), value.start()));
    Word name = none;
    boolean required = false;
    for (Field field : fields(value, Kind.DEVICE, findings)) {
      Optional<Word> given = field.value();
      Word whole = field.whole();
      if (field.type() == DockerfileLexer.DEVICE_REQUIRED) {
        required = given.isEmpty() || truth(given.get(), findings);
      } else if (field.type() == DockerfileLexer.DEVICE_NAME && given.isPresent()) {
        if (!name.text().isEmpty()) {
          findings.add("device name already set to " + name.text(), whole.range());
        }
        name = given.get();
      } else if (name.text().isEmpty()) {
        name = whole;
      } else if (given.isEmpty()) {
        findings.add(
            "invalid field '" + whole.text() + "' must be a key=value pair", whole.range());
      } else {
        String unknown = field.name().text().toLowerCase(Locale.ROOT);
        findings.add(
            "unexpected key '" + unknown + "' in '" + whole.text() + "'",
            whole.range(),
            Suggestion.of(unknown, DEVICE_KEYS));
      }
    }
    return new Device(name, required);
  }

  private static boolean truth(Word value, Findings findings) {
    return switch (value.text()) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> {
        findings.add("invalid value for required: " + value.text(), value.range());
        yield false;
      }
    };
  }

  /** The texts of the fields of a line of comma separated values; none if it is broken. */
  private List<LineText> texts(LineText value, String what, Findings findings) {
    if (value.isEmpty()) {
      findings.add(broken(what, "EOF"), value.range(value.start(), value.end()));
      return List.of();
    }
    Optional<ParserRuleContext> tree =
        grammar.read(value, DockerfileLexer.CSV, DockerfileParser.RULE_csv);
    if (tree.isEmpty()) {
      findings.add(broken(what, csvError(value)), value.range(value.start(), value.end()));
      return List.of();
    }
    List<LineText> fields = new ArrayList<>();
    int at = value.start();
    for (ParserRuleContext field : Trees.rules(tree.get(), DockerfileParser.RULE_csvField)) {
      if (field.getChildCount() == 0) {
        fields.add(value.part(at, at));
      } else {
        fields.add(content(value, field));
        at = field.getStop().getStopIndex() + 1;
      }
      at++; // behind the comma
    }
    return fields;
  }

  /** A field's text, in which two quotes are one. */
  private static LineText content(LineText value, ParserRuleContext field) {
    var pieces = new TextPieces(value, field.getStart().getStopIndex() + 1);
    for (int i = 0; i < field.getChildCount(); i++) {
      Token token = ((TerminalNode) field.getChild(i)).getSymbol();
      switch (token.getType()) {
        case DockerfileLexer.CSV_TEXT, DockerfileLexer.CSV_QUOTED_TEXT ->
            pieces.add(token.getStartIndex(), token.getStopIndex() + 1);
        case DockerfileLexer.CSV_TWO_QUOTES ->
            pieces.add(token.getStartIndex(), token.getStopIndex());
        default -> {}
      }
    }
    return pieces.text();
  }

  private static String broken(String what, String message) {
    return "failed to parse csv " + what + ": " + message;
  }

  /** Says which quote is wrong, by the tokens before it. */
  private String csvError(LineText value) {
    LineLexer lexer = grammar.scan(value, DockerfileLexer.CSV);
    int before = DockerfileLexer.CSV_COMMA;
    int lastQuote = 0;
    for (int type = lexer.advance(); type != Token.EOF; type = lexer.advance()) {
      int at = lexer.start() - value.start();
      if (before == DockerfileLexer.CSV_CLOSE && type != DockerfileLexer.CSV_COMMA) {
        return csvError(at, "extraneous or missing \" in quoted-field");
      }
      if (before == DockerfileLexer.CSV_TEXT && type == DockerfileLexer.CSV_OPEN) {
        return csvError(at + 1, "bare \" in non-quoted-field");
      }
      if (type == DockerfileLexer.CSV_OPEN || type == DockerfileLexer.CSV_TWO_QUOTES) {
        lastQuote = lexer.end() - value.start();
      }
      before = type;
    }
    return csvError(lastQuote + 1, "extraneous or missing \" in quoted-field");
  }

  private static String csvError(int column, String message) {
    return "parse error on line 1, column " + column + ": " + message;
  }
}
