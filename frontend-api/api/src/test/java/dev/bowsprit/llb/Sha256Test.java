package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {

  private static String platforms(byte[] content) {
    MessageDigest hash = Digest.sha256Hash();
    hash.update(content);
    return HexFormat.of().formatHex(hash.digest());
  }

  @Test
  void hashesAsThePlatformDoes() {
    Random random = new Random(1);
    for (int length = 0; length < 700; length++) {
      byte[] content = new byte[length];
      random.nextBytes(content);
      assertThat(HexFormat.of().formatHex(Sha256.hash(content)))
          .as("%d bytes", length)
          .isEqualTo(platforms(content));
    }
  }

  @Test
  void digestsOfShortAndLongContentsAreOfOneKind() {
    for (int length : new int[] {0, 1, 32 << 10, (32 << 10) + 1, 1 << 20}) {
      byte[] content = new byte[length];
      assertThat(Digest.sha256(content).hex()).as("%d bytes", length).isEqualTo(platforms(content));
    }
  }
}
