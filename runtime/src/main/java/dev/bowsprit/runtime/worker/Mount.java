package dev.bowsprit.runtime.worker;

import java.util.List;

/**
 * One mount, in the words of mount(2) and of the OCI runtime specification.
 *
 * @param type the file system, {@code bind} or {@code overlay} for instance
 * @param source the device or folder
 * @param options mount options such as {@code ro}, {@code rbind} or {@code lowerdir=…}
 */
public record Mount(String type, String source, List<String> options) {

  /** Takes a copy of the options. */
  public Mount {
    options = List.copyOf(options);
  }

  /** A bind mount of a folder. */
  public static Mount bind(String source, boolean readonly) {
    return new Mount("bind", source, List.of("rbind", readonly ? "ro" : "rw"));
  }
}
