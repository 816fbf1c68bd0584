package dev.bowsprit.llb;

/**
 * A resource limit of an exec's processes, as {@code setrlimit} knows it: {@code pb.Ulimit}.
 *
 * @param name the limit in lower case, for instance {@code nofile}
 * @param soft what applies; -1 for no limit
 * @param hard what a process may raise it to; -1 for no limit
 */
public record Ulimit(String name, long soft, long hard) {}
