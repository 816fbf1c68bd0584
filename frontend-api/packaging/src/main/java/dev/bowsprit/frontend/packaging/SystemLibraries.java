package dev.bowsprit.frontend.packaging;

import dev.bowsprit.llb.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the libraries of the system that a Java runtime needs: those of glibc, mostly. */
final class SystemLibraries {

  /** As the Linux kernel does: more links than that are a circle. */
  private static final int MOST_LINKS = 40;

  /** What an architecture is called, and the number that ELF files have for it. */
  private record Architecture(String triplet, int machine) {

    private static final int ANY = 0;

    static Architecture of(Platform platform) {
      return switch (platform.architecture()) {
        case "amd64" -> new Architecture("x86_64-linux-gnu", 62);
        case "arm64" -> new Architecture("aarch64-linux-gnu", 183);
        case "ppc64le" -> new Architecture("powerpc64le-linux-gnu", 21);
        case "riscv64" -> new Architecture("riscv64-linux-gnu", 243);
        case "s390x" -> new Architecture("s390x-linux-gnu", 22);
        default -> new Architecture(platform.architecture() + "-linux-gnu", ANY);
      };
    }

    boolean runs(ElfFile file) {
      return machine == ANY || machine == file.machine();
    }
  }

  private final Path root;
  private final Platform platform;
  private final Architecture architecture;
  private final List<String> folders;

  /**
   * @param root the root of a file system that has the libraries: {@code /}, or a folder where
   *     packages of another architecture were unpacked
   */
  SystemLibraries(Path root, Platform platform) {
    this.root = root.normalize();
    this.platform = platform;
    this.architecture = Architecture.of(platform);
    String triplet = architecture.triplet();
    this.folders =
        List.of(
            "lib/" + triplet + "/",
            "usr/lib/" + triplet + "/",
            "lib64/",
            "usr/lib64/",
            "lib/",
            "usr/lib/");
  }

  /**
   * All that the programs and libraries below a folder need and the folder does not have.
   *
   * @return the files, by the paths that they must have in the image
   * @throws PackagingException if one is not there, or the folder's are for another platform
   */
  SortedMap<String, Path> neededBy(Path folder) throws IOException {
    Set<String> known = new HashSet<>();
    Deque<ElfFile> open = new ArrayDeque<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Optional<ElfFile> elf = ElfFile.read(file);
        if (elf.isPresent()) {
          if (!architecture.runs(elf.get())) {
            throw new PackagingException(
                "the Java runtime's %s is a program for another platform than %s"
                    .formatted(folder.relativize(file), platform));
          }
          known.add(file.getFileName().toString());
          open.add(elf.get());
        }
      }
    }
    SortedMap<String, Path> found = new TreeMap<>();
    while (!open.isEmpty()) {
      ElfFile user = open.remove();
      List<Map.Entry<String, Path>> next = new ArrayList<>();
      if (user.interpreter().isPresent()) {
        String path = user.interpreter().get().substring(1);
        if (known.add(path.substring(path.lastIndexOf('/') + 1))) {
          Map.Entry<String, Path> linker = find(path, user, List.of("", "usr/"));
          next.add(Map.entry(path, linker.getValue()));
        }
      }
      for (String name : user.needed()) {
        if (known.add(name)) {
          next.add(find(name, user, folders));
        }
      }
      for (Map.Entry<String, Path> file : next) {
        found.put(file.getKey(), file.getValue());
        open.add(ElfFile.read(file.getValue()).orElseThrow());
      }
    }
    return found;
  }

  /** A file in one of some folders, by the path that it must have in the image. */
  private Map.Entry<String, Path> find(String name, ElfFile user, List<String> places)
      throws IOException {
    for (String place : places) {
      Optional<Path> file = inRoot(place + name);
      if (file.isPresent()
          && ElfFile.read(file.get()).filter(elf -> elf.machine() == user.machine()).isPresent()) {
        // The linker looks in /lib wherever it looks in /usr/lib.
        return Map.entry((place + name).replaceFirst("^usr/", ""), file.get());
      }
    }
    throw new PackagingException(
        "the Java runtime for %s needs %s, which is not in %s".formatted(platform, name, root),
        "--libc %s=DIR names a folder with the packages unpacked that it needs: glibc's, as a rule"
            .formatted(platform));
  }

  /** A file below the root, which absolute links do not leave; empty if there is none. */
  private Optional<Path> inRoot(String path) throws IOException {
    Path file = root;
    Deque<Path> names = new ArrayDeque<>();
    Path.of(path).forEach(names::add);
    for (int links = 0; !names.isEmpty(); ) {
      Path name = names.remove();
      Path next = file.resolve(name).normalize();
      if (Files.isSymbolicLink(next)) {
        if (++links > MOST_LINKS) {
          return Optional.empty();
        }
        Path target = Files.readSymbolicLink(next);
        List<Path> parts = new ArrayList<>();
        target.forEach(parts::add);
        parts.reversed().forEach(names::addFirst);
        file = target.isAbsolute() ? root : file;
      } else {
        file = next.startsWith(root) ? next : root;
      }
    }
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }
}
