package dev.bowsprit.llb;

/**
 * A line of an exec's {@code /etc/hosts}: {@code pb.HostIP}.
 *
 * @param host the name
 * @param ip the address, in its canonical text
 */
public record ExtraHost(String host, String ip) {}
