package dev.bowsprit.frontend.stdio;

/** A header field. */
record Header(String name, String value) {}
