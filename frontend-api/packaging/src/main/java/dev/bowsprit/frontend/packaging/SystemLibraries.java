package dev.bowsprit.frontend.packaging;

import dev.bowsprit.llb.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the libraries of the system that a Java runtime needs: those of glibc, mostly. */
final class SystemLibraries {

  private final Path root;
  private final Platform platform;
  private final List<String> folders;

  /**
   * @param root the root of a file system that has the libraries: {@code /}, or a folder where
   *     packages of another architecture were unpacked
   */
  SystemLibraries(Path root, Platform platform) {
    this.root = root;
    this.platform = platform;
    String triplet = triplet(platform);
    this.folders =
        List.of("lib/" + triplet, "usr/lib/" + triplet, "lib64", "usr/lib64", "lib", "usr/lib");
  }

  /** The name that Debian's folders of an architecture have. */
  private static String triplet(Platform platform) {
    return switch (platform.architecture()) {
      case "amd64" -> "x86_64-linux-gnu";
      case "arm64" -> "aarch64-linux-gnu";
      case "ppc64le" -> "powerpc64le-linux-gnu";
      default -> platform.architecture() + "-linux-gnu";
    };
  }

  /**
   * All that the programs and libraries below a folder need and the folder does not have.
   *
   * @return the files, by the paths that they must have in the image
   * @throws PackagingException if one is not there
   */
  SortedMap<String, Path> neededBy(Path folder) throws IOException {
    Set<String> known = new HashSet<>();
    Deque<ElfFile> open = new ArrayDeque<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Optional<ElfFile> elf = ElfFile.read(file);
        if (elf.isPresent()) {
          known.add(file.getFileName().toString());
          open.add(elf.get());
        }
      }
    }
    SortedMap<String, Path> found = new TreeMap<>();
    while (!open.isEmpty()) {
      ElfFile user = open.remove();
      if (user.interpreter().isPresent()) {
        String path = user.interpreter().get().substring(1);
        if (known.add(path.substring(path.lastIndexOf('/') + 1))) {
          open.add(take(path, find(path, user, List.of("")), found));
        }
      }
      for (String name : user.needed()) {
        if (known.add(name)) {
          Path file = find(name, user, folders);
          open.add(take(imagePath(file), file, found));
        }
      }
    }
    return found;
  }

  private static ElfFile take(String path, Path file, SortedMap<String, Path> found)
      throws IOException {
    found.put(path, file);
    return ElfFile.read(file).orElseThrow();
  }

  private Path find(String name, ElfFile user, List<String> places) throws IOException {
    for (String place : places) {
      Path file = root.resolve(place).resolve(name);
      if (Files.isRegularFile(file)
          && ElfFile.read(file).filter(elf -> elf.machine() == user.machine()).isPresent()) {
        return file;
      }
    }
    throw new PackagingException(
        "the Java runtime for %s needs %s, which is not in %s".formatted(platform, name, root),
        "--libc %s=DIR names a folder with the files of glibc's package for it, unpacked"
            .formatted(platform));
  }

  /** The linker looks in {@code /lib} wherever it looks in {@code /usr/lib}. */
  private String imagePath(Path file) {
    String path = root.relativize(file).toString();
    return path.startsWith("usr/") ? path.substring("usr/".length()) : path;
  }
}
