package dev.bowsprit.dockerfile.extension;

import dev.bowsprit.grammar.Flag;
import dev.bowsprit.grammar.Heredoc;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.SourceMap;
import java.util.List;

/**
 * An instruction or a directive that a dialect adds. What it is dispatched to is text, instructions
 * that stand in its place, those of other extensions among them; or a step of the stage that it
 * stands in. The frontend is given extensions, or finds them by {@link java.util.ServiceLoader}.
 *
 * <p>One object serves all builds of a process, at the same time.
 */
public interface Extension {

  /** What an extension adds. */
  enum Kind {
    /** An instruction, which may stand wherever one may, save in ONBUILD. */
    INSTRUCTION,
    /** A directive in the comments at a file's head; its text comes before all instructions. */
    DIRECTIVE
  }

  /**
   * An instruction or directive as it is written.
   *
   * @param name as it is written
   * @param flags an instruction's flags, in order
   * @param arguments an instruction's words, or those of its JSON array, variables not replaced; a
   *     directive's value
   * @param heredocs an instruction's here-documents, in order
   */
  record Use(String name, List<Flag> flags, List<Word> arguments, List<Heredoc> heredocs) {

    /** Takes copies. */
    public Use {
      flags = List.copyOf(flags);
      arguments = List.copyOf(arguments);
      heredocs = List.copyOf(heredocs);
    }
  }

  /** The files of the build context. */
  @FunctionalInterface
  interface Files {

    /**
     * Reads a file.
     *
     * @param path from the context's root
     * @throws IllegalArgumentException if there is none
     */
    SourceMap read(String path);
  }

  /** What is to be done for one use. */
  sealed interface Dispatch permits Texts, Step {}

  /** Texts in its place. */
  @FunctionalInterface
  non-sealed interface Texts extends Dispatch {

    /**
     * The texts that stand in the use's place. Errors and warnings show their own names and lines.
     * None may contain itself.
     *
     * @throws IllegalArgumentException if something is wrong, which is shown at the use
     */
    List<SourceMap> dispatch(Files files);
  }

  /** A step of the stage: operations of its own, or changes of the image's config. */
  @FunctionalInterface
  non-sealed interface Step extends Dispatch {

    /**
     * Carries it out, once for each platform that is built.
     *
     * @param before the stage after the instruction before
     * @return the same with the changes that it was asked for
     * @throws IllegalArgumentException if something is wrong, which is shown at the use
     */
    BuildStage carryOut(BuildStage before);
  }

  /** What it adds. */
  default Kind kind() {
    return Kind.INSTRUCTION;
  }

  /** Its name, in any case. A name that the language has keeps the meaning that it has there. */
  String name();

  /**
   * Reads a use of it; the answer depends on nothing else. Only an instruction can be a step.
   *
   * @throws IllegalArgumentException if it is not written as it should be, which is shown at the
   *     use
   */
  Dispatch parse(Use use);
}
