package dev.bowsprit.runtime.ops.file;

/**
 * Who owns a file.
 *
 * @param uid number of the user
 * @param gid number of the group
 */
public record Owner(int uid, int gid) {}
