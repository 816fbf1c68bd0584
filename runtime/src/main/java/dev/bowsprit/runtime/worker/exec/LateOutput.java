package dev.bowsprit.runtime.worker.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Output whose reader comes later: the beginning of what is written before is kept for it. */
final class LateOutput extends OutputStream {

  private static final int KEPT = 8192;

  private final ByteArrayOutputStream early = new ByteArrayOutputStream();
  private @Nullable OutputStream reader;

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (reader != null) {
      reader.write(bytes, offset, length);
    } else {
      early.write(bytes, offset, Math.min(length, KEPT - early.size()));
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    if (reader != null) {
      reader.flush();
    }
  }

  /** Gives it the reader, who gets what was kept. */
  synchronized void to(OutputStream output) throws IOException {
    early.writeTo(output);
    reader = output;
  }

  /** What was written while nobody read. */
  synchronized String text() {
    return early.toString(StandardCharsets.UTF_8).strip();
  }
}
