package dev.bowsprit.runtime.worker.exec;

import java.util.List;

/**
 * A process of a container.
 *
 * @param args the program and its arguments
 * @param env {@code NAME=value}
 * @param cwd its working folder in the container, made if absent
 * @param user {@code name|uid[:group|gid]}, names looked up in the container; empty for root
 * @param tty whether it gets a terminal
 */
public record ProcessSpec(
    List<String> args, List<String> env, String cwd, String user, boolean tty) {}
