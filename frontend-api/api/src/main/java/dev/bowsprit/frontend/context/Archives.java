package dev.bowsprit.frontend.context;

/** Tells archives from other files by their first bytes. */
final class Archives {

  private static final int BLOCK = 512;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE = 156;

  private static final int[][] MAGIC = {
    {0x42, 0x5A, 0x68}, // bzip2
    {0x1F, 0x8B, 0x08}, // gzip
    {0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00}, // xz
    {0x28, 0xB5, 0x2F, 0xFD}, // zstd
  };

  private Archives() {}

  static boolean isArchive(byte[] beginning) {
    for (int[] magic : MAGIC) {
      if (startsWith(beginning, magic)) {
        return true;
      }
    }
    return isZstdFrame(beginning) || isTar(beginning);
  }

  private static boolean startsWith(byte[] bytes, int[] magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 255) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** A frame that zstd's readers skip: its number is from 0x184D2A50 to 0x184D2A5F. */
  private static boolean isZstdFrame(byte[] bytes) {
    return bytes.length >= 8
        && (bytes[0] & 0xF0) == 0x50
        && bytes[1] == 0x2A
        && bytes[2] == 0x4D
        && bytes[3] == 0x18;
  }

  private static boolean isTar(byte[] bytes) {
    // further headers, of long names say, would have to fit as well, and do not
    return bytes.length >= BLOCK && "xgLK".indexOf(bytes[TYPE]) < 0 && isTarHeader(bytes);
  }

  /** Whether the first block is the header of a tar archive's entry. */
  static boolean isTarHeader(byte[] bytes) {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean sum = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
      unsigned += sum ? ' ' : bytes[i] & 255;
      signed += sum ? ' ' : bytes[i];
    }
    StringBuilder digits = new StringBuilder();
    for (int i = CHECKSUM; i < CHECKSUM + CHECKSUM_LENGTH; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '7') {
        digits.append((char) bytes[i]);
      }
    }
    if (digits.isEmpty() || bytes[0] == 0) {
      return false;
    }
    long sum = Long.parseLong(digits.toString(), 8);
    return sum == unsigned || sum == signed;
  }
}
