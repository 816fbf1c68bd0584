package dev.bowsprit.grammar;

/**
 * A place in a source text as people name it.
 *
 * @param line counted from 1
 * @param column counted from 0, in characters (Unicode code points; an invalid byte is one)
 */
public record Position(int line, int column) {}
