package dev.bowsprit.runtime.worker.exec;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The program that a prepared container waits in. It writes one byte to its standard output, reads
 * a block from its standard input that says which program with which arguments and variables is
 * wanted, and becomes that program by execve(2). If its input ends before, so does it.
 *
 * <p>It is an ELF file of a few hundred bytes without libraries, as an image may have none. All
 * thought is on this side: the block is laid out for the address at which the program keeps it,
 * with its arrays of pointers.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html">System V ABI</a>
 */
enum WaitingProgram {
  /** For {@code x86-64}. */
  AMD64(
      62,
      """
      bf 01 00 00 00        # write(1, text, 1)
      48 8d 35 6c 00 00 00
      89 fa
      89 f8
      0f 05
      bb 00 00 00 10        # rbx = where to read to, rbp = the block
      89 dd
      41 bc 20 00 00 00     # r12 = what is left to read: the head first
      31 ff                 # read: read(0, rbx, r12)
      48 89 de
      4c 89 e2
      31 c0
      0f 05
      48 85 c0
      7e 3c                 # end or error: to fail
      48 01 c3
      49 29 c4
      75 e7                 # something is left: to read
      4c 87 65 00           # the length of the rest, which is thus 0 the next time
      4d 85 e4
      75 de                 # to read
      48 8b 7d 08           # execve(head[1], head[2], head[3])
      48 8b 75 10
      48 8b 55 18
      b8 3b 00 00 00
      0f 05
      bf 02 00 00 00        # write(2, text, 39)
      48 8d 35 18 00 00 00
      ba 27 00 00 00
      b8 01 00 00 00
      0f 05
      bf 7e 00 00 00        # fail: exit_group(126)
      b8 e7 00 00 00
      0f 05
      """),

  /** For {@code aarch64}. */
  ARM64(
      183,
      """
      20 00 80 d2  # write(1, text, 1)
      01 04 00 10
      22 00 80 d2
      08 08 80 d2
      01 00 00 d4
      13 00 a2 d2  # x19 = the block, x20 = where to read to
      f4 03 13 aa
      15 04 80 d2  # x21 = what is left to read: the head first
      00 00 80 d2  # read: read(0, x20, x21)
      e1 03 14 aa
      e2 03 15 aa
      e8 07 80 d2
      01 00 00 d4
      1f 00 00 f1
      0d 02 00 54  # end or error: to fail
      94 02 00 8b
      b5 02 00 eb
      e1 fe ff 54  # something is left: to read
      75 02 40 f9  # the length of the rest
      7f 02 00 f9  # which is thus 0 the next time
      95 fe ff b5  # to read
      60 86 40 a9  # execve(head[1], head[2], head[3])
      62 0e 40 f9
      a8 1b 80 d2
      01 00 00 d4
      40 00 80 d2  # write(2, text, 39)
      e1 00 00 10
      e2 04 80 d2
      08 08 80 d2
      01 00 00 d4
      c0 0f 80 d2  # fail: exit_group(126)
      c8 0b 80 d2
      01 00 00 d4
      """);

  /** What it writes to standard error if the program cannot be run; 39 bytes. */
  static final String COMPLAINT = "the program wanted here cannot be run.\n";

  /** What it writes to standard output as soon as it waits. */
  static final int READY = COMPLAINT.charAt(0);

  private static final long TEXT = 0x400000;
  private static final long BLOCK = 0x10000000;
  private static final int CAPACITY = 4 << 20;
  private static final int PAGE = 0x10000;

  /** The longest argument or variable that the kernel takes, with the zero at its end. */
  private static final int MAX_STRING = 128 << 10;

  /** What of the block the kernel copies at least, whatever the limit of the stack is. */
  private static final int MAX_STRINGS = 1 << 20;

  private static final int HEAD = 4 * Long.BYTES;
  private static final int ELF_HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int LOAD = 1;
  private static final int STACK = 0x6474e551;
  private static final int READ_EXECUTE = 5;
  private static final int READ_WRITE = 6;

  private final int machine;
  private final ByteString code;

  WaitingProgram(int machine, String listing) {
    this.machine = machine;
    this.code = ByteString.fromHex(listing.replaceAll("#.*|\\s", ""));
  }

  /** The one for this machine; empty if there is none. */
  static Optional<WaitingProgram> ofThisMachine() {
    return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> Optional.of(AMD64);
      case "aarch64" -> Optional.of(ARM64);
      default -> Optional.empty();
    };
  }

  /** The file: the headers, the code, and the text behind it. */
  byte[] file() {
    byte[] text = COMPLAINT.getBytes(StandardCharsets.US_ASCII);
    int start = ELF_HEADER + 3 * PROGRAM_HEADER;
    int length = start + code.size() + text.length;
    ByteBuffer elf = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    elf.putShort((short) 2).putShort((short) machine).putInt(1);
    elf.putLong(TEXT + start).putLong(ELF_HEADER).putLong(0).putInt(0);
    elf.putShort((short) ELF_HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 3);
    elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    segment(elf, LOAD, READ_EXECUTE, TEXT, length, length);
    segment(elf, LOAD, READ_WRITE, BLOCK, 0, CAPACITY);
    segment(elf, STACK, READ_WRITE, 0, 0, 0);
    return elf.put(code.asReadOnlyByteBuffer()).put(text).array();
  }

  private static void segment(
      ByteBuffer elf, int type, int flags, long address, long inFile, long inMemory) {
    elf.putInt(type).putInt(flags).putLong(0).putLong(address).putLong(address);
    elf.putLong(inFile).putLong(inMemory).putLong(PAGE);
  }

  /**
   * The block that makes it become a program.
   *
   * @param program the program's path
   * @param arguments from the program's own name on
   * @param variables {@code NAME=value}
   * @return empty if the kernel would not take so much
   */
  static Optional<byte[]> block(String program, List<String> arguments, List<String> variables) {
    ByteArrayOutputStream strings = new ByteArrayOutputStream();
    int pointers = arguments.size() + variables.size() + 2;
    long first = BLOCK + HEAD + (long) pointers * Long.BYTES;
    List<Long> addresses = new ArrayList<>();
    addresses.add(first);
    List<String> all = new ArrayList<>();
    all.add(program);
    all.addAll(arguments);
    all.addAll(variables);
    for (String string : all) {
      byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
      if (bytes.length >= MAX_STRING || string.indexOf('\0') >= 0) {
        return Optional.empty();
      }
      strings.writeBytes(Arrays.copyOf(bytes, bytes.length + 1));
      addresses.add(first + strings.size());
    }
    if (strings.size() + (long) pointers * Long.BYTES > MAX_STRINGS) {
      return Optional.empty();
    }
    ByteBuffer block =
        ByteBuffer.allocate(HEAD + pointers * Long.BYTES + strings.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    block.putLong(block.capacity() - HEAD).putLong(first);
    block.putLong(BLOCK + HEAD).putLong(BLOCK + HEAD + (arguments.size() + 1L) * Long.BYTES);
    addresses.subList(1, arguments.size() + 1).forEach(block::putLong);
    block.putLong(0);
    addresses.subList(arguments.size() + 1, all.size()).forEach(block::putLong);
    block.putLong(0);
    return Optional.of(block.put(strings.toByteArray()).array());
  }
}
