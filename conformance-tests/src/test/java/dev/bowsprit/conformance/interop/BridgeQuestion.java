package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.scratch;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.llb.State;
import java.util.function.BiFunction;

/**
 * A question to {@code LLBBridge}.
 *
 * @param name what it is about
 * @param ask asks it; is given the image that steps run in
 * @param words whether the message of a failure is compared as well
 */
record BridgeQuestion(String name, BiFunction<Gateway, String, String> ask, boolean words) {

  BridgeQuestion(String name, BiFunction<Gateway, String, String> ask) {
    this(name, ask, true);
  }

  /** The same where BuildKit's message names its own folders or calls, or says less. */
  BridgeQuestion byCode() {
    return new BridgeQuestion(name, ask, false);
  }

  /** The files that questions are about. */
  static State files() {
    return scratch()
        .mkfile("/a.txt", 0644, "0123456789")
        .mkfile("/b", 04755, "b")
        .mkdir("/dir", 01777)
        .mkfile("/dir/c.txt", 0600, "c")
        .symlink("a.txt", "/link")
        .symlink("/dir", "/dirlink")
        .symlink("nowhere", "/dangling")
        .symlink("../../../b", "/dir/out");
  }

  @Override
  public String toString() {
    return name;
  }
}
