package dev.bowsprit.dockerfile.lint;

/** A build check: what it is called, what it is about, and where that is explained. */
public abstract class Rule {

  private static final String DOCUMENTATION = "https://docs.docker.com/go/dockerfile/rule/";

  private final String description;
  private final Page page;

  /**
   * The page that explains a rule.
   *
   * @param url its address; empty if there is none
   */
  record Page(String url) {}

  /**
   * @param page the name of the page that explains it; empty if there is none
   */
  Rule(String description, String page) {
    this(description, new Page(page.isEmpty() ? "" : DOCUMENTATION + page + "/"));
  }

  Rule(String description, Page page) {
    this.description = description;
    this.page = page;
  }

  /** The rule's name, by which it can be skipped. */
  public final String name() {
    return getClass().getSimpleName();
  }

  /** What the rule asks for. */
  public final String description() {
    return description;
  }

  /** The page that explains it; empty if there is none. */
  public final String url() {
    return page.url();
  }

  /** Whether the rule runs only if it is asked for. */
  public boolean experimental() {
    return false;
  }
}
