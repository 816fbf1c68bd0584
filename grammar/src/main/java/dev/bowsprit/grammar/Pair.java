package dev.bowsprit.grammar;

/**
 * A name and its value in ENV or LABEL, both not yet expanded, quotes kept.
 *
 * @param spaced whether it is the old form {@code ENV name value}, whose value is the rest of the
 *     line
 */
public record Pair(Word name, Word value, boolean spaced) {}
