package dev.bowsprit.runtime.worker.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Symbolic links with exactly the bytes of their targets, which the JDK's paths would tidy up
 * ({@code a//b/} becomes {@code a/b}). Targets are strings of which every character is one byte.
 */
public final class Links {

  private static final int MAX_TARGET = 4096;

  private Links() {}

  /** The target of a symbolic link. */
  public static String target(Path link) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(MAX_TARGET);
      long length =
          Syscall.READLINKAT.call(
              arena, link, Syscall.AT_FDCWD, Syscall.string(arena, link), buffer, MAX_TARGET);
      return new String(buffer.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }
  }

  /** Makes a symbolic link. */
  public static void create(Path link, String target) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(target, StandardCharsets.ISO_8859_1);
      Syscall.SYMLINKAT.call(arena, link, bytes, Syscall.AT_FDCWD, Syscall.string(arena, link));
    }
  }
}
