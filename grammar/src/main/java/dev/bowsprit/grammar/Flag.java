package dev.bowsprit.grammar;

import java.util.Optional;

/**
 * A flag of an instruction: {@code --name} or {@code --name=value}, quotes and escapes removed.
 *
 * @param name without the dashes
 * @param value behind the first equals sign, if there is one
 * @param range the whole flag
 * @param known whether the instruction has a flag of this name
 */
public record Flag(Word name, Optional<Word> value, TextRange range, boolean known) {}
