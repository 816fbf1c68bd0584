package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.frontend.option.CheckOptions;
import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reports violations of the rules that run. */
public final class Linter {

  /** A comment for the language, in which only checks see something. */
  private static final Pattern INLINE = Pattern.compile("(?i)^check\\s*=\\s*(.+?)\\s*$");

  private final CheckOptions options;
  private final Reporter reporter;
  private final Set<String> violated;

  /** Takes violations. */
  @FunctionalInterface
  public interface Reporter {

    /** Takes a violation of a rule, in words, at a place. */
    void report(Rule rule, String text, List<SourceRange> place);
  }

  /** Runs the rules that the options say. */
  public Linter(CheckOptions options, Reporter reporter) {
    this(options, reporter, new ConcurrentSkipListSet<>());
  }

  private Linter(CheckOptions options, Reporter reporter, Set<String> violated) {
    this.options = options;
    this.reporter = reporter;
    this.violated = violated;
  }

  /** Runs no rules: for the further platforms of a build, whose violations are the same. */
  public static Linter silent() {
    CheckOptions none = new CheckOptions(true, Set.of(), false, Set.of(), false);
    return new Linter(none, (_, _, _) -> {});
  }

  /** The linter for an instruction, which a comment above it may tell to skip some rules. */
  public Linter at(List<String> comments) {
    for (String comment : comments) {
      Matcher inline = INLINE.matcher(comment.strip());
      if (inline.matches()) {
        String value = inline.group(1);
        int blank = value.indexOf(' ');
        try {
          CheckOptions more = CheckOptions.parse(blank < 0 ? value : value.substring(0, blank));
          return new Linter(options.plus(more), reporter, violated);
        } catch (IllegalArgumentException e) {
          // a comment that says nothing to the checks is a comment
          return this;
        }
      }
    }
    return this;
  }

  /** Reports a violation, if the rule runs. */
  void report(Rule rule, List<SourceRange> place, String text) {
    if (options.runs(rule.name(), rule.experimental())) {
      violated.add(rule.name());
      reporter.report(rule, text, place);
    }
  }

  /** Fails if violations are to be errors and there were some. */
  public void failOnViolations() {
    if (options.error() && !violated.isEmpty()) {
      throw new DockerfileException(
          "lint violation found for rules: " + String.join(", ", violated));
    }
  }
}
