package dev.bowsprit.llb;

/**
 * A device of the daemon's host for an exec, by the Container Device Interface: {@code
 * pb.CDIDevice}.
 *
 * @param name the device's name, for instance {@code vendor.com/gpu=all}
 * @param optional whether the exec runs without it if the host has none
 */
public record Device(String name, boolean optional) {}
