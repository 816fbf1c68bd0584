package dev.bowsprit.grammar;

/**
 * The value of one {@code RUN --device} flag.
 *
 * @param name the CDI device name, empty if the flag has none
 * @param required whether the build fails without it
 */
public record Device(Word name, boolean required) {}
