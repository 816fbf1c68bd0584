package dev.bowsprit.runtime.worker.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The near end of a pseudoterminal, see pty(7). A process that opens the {@linkplain #farEnd far
 * end} takes it for a terminal.
 */
public final class Terminal implements AutoCloseable {

  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0400;
  private static final int O_CLOEXEC = 02000000;
  private static final long TIOCGPTN = 0x80045430L;
  private static final long TIOCSPTLCK = 0x40045431L;
  private static final long TIOCSWINSZ = 0x5414L;

  private final long descriptor;
  private final int number;
  private boolean closed;

  private Terminal(long descriptor, int number) {
    this.descriptor = descriptor;
    this.number = number;
  }

  /** Makes a new one. */
  public static Terminal open() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      String ptmx = "/dev/ptmx";
      long descriptor =
          Syscall.OPENAT.call(
              arena,
              ptmx,
              Syscall.AT_FDCWD,
              Syscall.string(arena, ptmx),
              O_RDWR | O_NOCTTY | O_CLOEXEC,
              0);
      MemorySegment number = arena.allocate(JAVA_INT);
      // Unlocks the far end, then asks for its number.
      Syscall.IOCTL.call(arena, ptmx, descriptor, TIOCSPTLCK, number);
      Syscall.IOCTL.call(arena, ptmx, descriptor, TIOCGPTN, number);
      return new Terminal(descriptor, number.get(JAVA_INT, 0));
    }
  }

  /** The device of the far end. */
  public Path farEnd() {
    return Path.of("/dev/pts/" + number);
  }

  /** Sets its size in characters; does nothing once it is closed. */
  public synchronized void resize(int rows, int columns) throws LinuxException {
    if (closed) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_SHORT, 4);
      size.set(JAVA_SHORT, 0, (short) rows);
      size.set(JAVA_SHORT, 2, (short) columns);
      Syscall.IOCTL.call(arena, farEnd(), descriptor, TIOCSWINSZ, size);
    }
  }

  /** What the far end writes; at its end once nobody holds that open any more. */
  public InputStream output() {
    return new Output();
  }

  /** What the far end reads, as if typed. */
  public OutputStream input() {
    return new Input();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    // The number of the descriptor may be another's from now on.
    closed = true;
    try (Arena arena = Arena.ofConfined()) {
      Syscall.CLOSE.tryCall(arena, descriptor);
    }
  }

  private final class Output extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(length);
        long count = Syscall.READ.tryCall(arena, descriptor, buffer, length);
        // EIO is how a terminal says that its far end was closed.
        if (count == 0 || count == -Errno.EIO.number() || count == -Errno.EBADF.number()) {
          return -1;
        }
        if (count < 0) {
          throw new LinuxException("read", farEnd().toString(), (int) -count);
        }
        MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, offset, (int) count);
        return (int) count;
      }
    }
  }

  private final class Input extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(length);
        MemorySegment.copy(bytes, offset, buffer, JAVA_BYTE, 0, length);
        long done = 0;
        while (done < length) {
          done +=
              Syscall.WRITE.call(arena, farEnd(), descriptor, buffer.asSlice(done), length - done);
        }
      }
    }
  }
}
