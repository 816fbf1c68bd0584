package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks the flags of an instruction. Which flags it has, is the grammar's matter. */
final class FlagChecker {
  private static final Set<String> TRUTHS = Set.of("link", "parents", "keep-git-dir", "unpack");
  private static final Set<String> REPEATABLE = Set.of("exclude", "mount", "device");

  private FlagChecker() {}

  static void check(LineReader.ReadLine line, Findings findings) {
    if (line.head().flags().isEmpty()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (FlagReader.ReadFlag read : line.head().flags()) {
      check(read.flag(), line.head().type(), seen, findings);
    }
  }

  private static void check(Flag flag, int type, Set<String> seen, Findings findings) {
    String name = flag.name().text();
    boolean truth = TRUTHS.contains(name);
    if (!flag.known()) {
      findings.add("unknown flag: --" + name, flag.range(), Suggestion.of(name, names(type)));
    } else if (!seen.add(name) && !REPEATABLE.contains(name)) {
      findings.add("duplicate flag specified: --" + name, flag.range());
    } else if (flag.value().isEmpty() ? !truth : truth && flag.value().get().text().isEmpty()) {
      findings.add("missing a value on flag: --" + name, flag.range());
    } else if (truth && flag.value().isPresent()) {
      String value = flag.value().get().text();
      if (!Set.of("true", "false").contains(value.toLowerCase(Locale.ROOT))) {
        findings.add(
            "expecting boolean value for flag --" + name + ", not: " + value, flag.range());
      }
    }
  }

  /** The flags of an instruction, as the grammar has them. */
  static List<String> names(int type) {
    int rule =
        switch (type) {
          case DockerfileLexer.ADD -> DockerfileParser.RULE_addFlagName;
          case DockerfileLexer.COPY -> DockerfileParser.RULE_copyFlagName;
          case DockerfileLexer.FROM -> DockerfileParser.RULE_fromFlagName;
          case DockerfileLexer.HEALTHCHECK -> DockerfileParser.RULE_healthcheckFlagName;
          case DockerfileLexer.RUN -> DockerfileParser.RULE_runFlagName;
          default -> -1;
        };
    if (rule < 0) {
      return List.of();
    }
    var atn = DockerfileParser._ATN;
    return atn.nextTokens(atn.ruleToStartState[rule]).toList().stream()
        .map(DockerfileParser.VOCABULARY::getLiteralName)
        .map(literal -> literal.substring(1, literal.length() - 1))
        .toList();
  }
}
